package dev.sourcery.event;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.sourcery.metadata.Metadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The texts in this class are stored in databases. They never change.
 */
class MetadataFormatTests {

	private static final Metadata FULL = new Metadata("c1", "c0", "ada", "acme", Map.of());

	@Test
	void theStoredFormIsFixed() {
		assertThat(MetadataFormat.write(Metadata.empty())).isEqualTo("{}");
		assertThat(MetadataFormat.write(FULL))
			.isEqualTo("{\"correlationId\":\"c1\",\"causationId\":\"c0\",\"actor\":\"ada\",\"tenant\":\"acme\"}");
		assertThat(MetadataFormat.write(Metadata.empty().withTenant("é😀"))).isEqualTo("{\"tenant\":\"é😀\"}");
		assertThat(MetadataFormat.write(Metadata.empty().withActor("a \"b\" \\ \n\u0001\u007f")))
			.isEqualTo("{\"actor\":\"a \\\"b\\\" \\\\ \\n\\u0001\u007f\"}");
		assertThat(MetadataFormat.write(Metadata.empty()
			.withActor("ada")
			.with("order", "42")
			.with("price", new BigDecimal("1.10"))
			.with("round", new BigDecimal("1E+3"))
			.with("list", List.of(1, true))
			.with("nothing", null))).isEqualTo(
					"{\"actor\":\"ada\",\"entries\":{\"order\":\"42\",\"price\":1.10,\"round\":1E+3,\"list\":[1,true],\"nothing\":null}}");
	}

	@Test
	void whatIsWrittenIsReadBack() {
		List<Metadata> all = new ArrayList<>(List.of(Metadata.empty(), FULL, FULL.withActor(null), FULL.withActor(""),
				FULL.withTenant("{\"actor\":\"x\"}"), FULL.withCausationId("a,b:c}"), FULL.withActor("é😀\u2028\u007f"),
				Metadata.empty().with("order", "42").with("round", new BigDecimal("1E+3")),
				Metadata.empty().with("", null).with("actor", Map.of("deep", List.of()))));
		for (char c = 1; c < 256; c++) {
			all.add(Metadata.empty().withTenant("a" + c + "b").withActor(String.valueOf(c)));
		}
		for (Metadata metadata : all) {
			assertThat(MetadataFormat.read(MetadataFormat.write(metadata))).isEqualTo(metadata);
		}
	}

	@Test
	void jsonOfAnotherWriterIsRead() {
		assertThat(MetadataFormat
			.read(" { \"tenant\" : \"acme\", \"entries\": {}, \"added-later\": [1], \"actor\": \"\\u0061da\" } "))
			.isEqualTo(Metadata.empty().withTenant("acme").withActor("ada"));
		assertThat(MetadataFormat.read("{\"actor\":null}")).isEqualTo(Metadata.empty());
		assertThat(MetadataFormat.read("{\"actor\":\"a\",\"actor\":\"b\"}")).isEqualTo(Metadata.empty().withActor("b"));
		assertThat(MetadataFormat.read("{\"format\":1,\"actor\":\"a\"}")).isEqualTo(Metadata.empty().withActor("a"));
	}

	@Test
	void aLaterFormIsRefused() {
		assertThatExceptionOfType(EventDecodingException.class)
			.isThrownBy(() -> MetadataFormat.read("{\"format\":2,\"actor\":\"a\"}"))
			.withMessageContaining("form 2");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "null", "[]", "1", "{", "{\"actor\":\"secret", "{\"actor\":\"secret\"", "{\"actor\":{}}",
					"{\"actor\":\"secret\"}}", "{\"actor\":\"secret\",}", "{\"actor\":\"secret\"\"tenant\":\"x\"}" })
	void whatIsNoMetadataIsRefusedWithoutQuotingIt(String json) {
		assertThatExceptionOfType(EventDecodingException.class).isThrownBy(() -> MetadataFormat.read(json))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secret"));
	}

}
