package dev.sourcery.repository;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.CommandId;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Computes the fingerprints by which repositories distinguish a repeated command from
 * another command under the same command id: a digest of the command's class and JSON.
 * The iteration order of sets and maps, which differs between JVMs, is irrelevant.
 * Thread-safe.
 * <p>
 * The digest covers the command id and the stream as well, so that equal commands cannot
 * be recognized across streams by their fingerprints.
 *
 * @since 0.1
 */
public final class CommandFingerprints {

	/**
	 * Name of the metadata entry that holds the fingerprint. Names that begin with
	 * {@code sourcery.} are reserved.
	 */
	public static final String ENTRY = "sourcery.command";

	// the version of the algorithm: fingerprints of other versions cannot be compared
	private static final String PREFIX = "1:";

	private static final int BYTES = 16;

	private final JsonMapper mapper;

	/**
	 * Creates fingerprints from JSON that Jackson writes with its default settings.
	 */
	public CommandFingerprints() {
		this((builder) -> {
		});
	}

	/**
	 * Creates fingerprints from JSON whose mapper is customized in the same way as the
	 * mapper of the events.
	 * @param customizer invoked once with the builder of the private mapper
	 */
	public CommandFingerprints(Consumer<JsonMapper.Builder> customizer) {
		// a command may have no accessors for its content, so fields are included as well
		JsonMapper.Builder builder = JsonMapper.builder()
			.enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
			.changeDefaultVisibility((visibility) -> visibility.withFieldVisibility(JsonAutoDetect.Visibility.ANY));
		customizer.accept(builder);
		this.mapper = builder.enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
			.addModule(new SimpleModule("sourcery-fingerprints").addSerializer(new SortedSetSerializer(this::json)))
			.build();
	}

	/**
	 * Computes the fingerprint of a command.
	 * @param stream the target stream of the command
	 * @param commandId the id of the command
	 * @param command the command
	 * @return the fingerprint
	 * @throws IllegalArgumentException if the command cannot be written as JSON
	 */
	String of(StreamId stream, CommandId commandId, Object command) {
		MessageDigest digest = sha256();
		for (String part : new String[] { stream.aggregateType(), stream.id(), commandId.value(),
				command.getClass().getName(), jsonOf(command) }) {
			byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
			digest.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
			digest.update(bytes);
		}
		return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest.digest(), BYTES));
	}

	/**
	 * Returns whether a stored fingerprint is that of another command.
	 * @param stored the entry of the metadata, or {@code null} if there is none
	 * @param fingerprint the fingerprint of the current command
	 * @return {@code true} if the commands differ; {@code false} if they are the same or
	 * cannot be compared
	 */
	static boolean differs(@Nullable Object stored, String fingerprint) {
		return stored instanceof String other && other.startsWith(PREFIX) && !other.equals(fingerprint);
	}

	private String jsonOf(Object command) {
		try {
			return json(command);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(
					"%s has a command id, but cannot be written as JSON, so a repetition could not be distinguished from another command. Make it writable by Jackson, or pass its content to with(CommandId, Object)."
						.formatted(command.getClass().getName()),
					ex);
		}
	}

	// through a tree, which can be written in the order of names
	private String json(@Nullable Object value) {
		return this.mapper.writeValueAsString(this.mapper.valueToTree(value));
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	private static final class SortedSetSerializer extends StdSerializer<Set<?>> {

		private final Function<@Nullable Object, String> json;

		SortedSetSerializer(Function<@Nullable Object, String> json) {
			super(Set.class);
			this.json = json;
		}

		@Override
		public void serialize(Set<?> set, JsonGenerator generator, SerializationContext context) {
			generator.writeStartArray();
			set.stream().map(this.json).sorted().forEach(generator::writeString);
			generator.writeEndArray();
		}

	}

}
