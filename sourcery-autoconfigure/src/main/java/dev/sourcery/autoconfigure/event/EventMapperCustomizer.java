package dev.sourcery.autoconfigure.event;

import tools.jackson.databind.json.JsonMapper;

/**
 * Customizes the private mapper that writes and reads events. Beans of this type are
 * invoked in their order, once, at startup. Stored events must remain readable after a
 * change. The mapper of the web layer is a separate one, so that changes to it do not
 * affect stored events.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface EventMapperCustomizer {

	/**
	 * Customizes the mapper.
	 * @param builder the builder of the mapper
	 */
	void customize(JsonMapper.Builder builder);

}
