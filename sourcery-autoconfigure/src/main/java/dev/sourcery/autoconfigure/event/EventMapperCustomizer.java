package dev.sourcery.autoconfigure.event;

import tools.jackson.databind.json.JsonMapper;

/**
 * Adjusts the private mapper that writes and reads events. Beans of this type are called
 * in their order, once, at start. Mind that what is stored must stay readable: the mapper
 * of the web layer is another one, so that changes there do not reach stored events.
 */
@FunctionalInterface
public interface EventMapperCustomizer {

	/**
	 * Adjusts the mapper.
	 * @param builder the builder of the mapper
	 */
	void customize(JsonMapper.Builder builder);

}
