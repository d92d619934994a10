package dev.sourcery.projection;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ProjectionTablesTests {

	private final ProjectionTables tables = ProjectionTables.of(Second.class);

	@Test
	void eachNameInBracesGetsTheVersion() {
		assertThat(this.tables.in("insert into {line} select * from {bank.line} join {other_1} where a = :b"))
			.isEqualTo("insert into line_v2 select * from bank.line_v2 join other_1_v2 where a = :b");
		assertThat(this.tables.name("line")).isEqualTo("line_v2");
	}

	@Test
	void textsInQuotesAndOtherBracesStay() {
		String sql = "select '{line}'::text[], 'it''s {line}', {ts '2026-01-01'}, '{\"a\": 1}', array_agg('{$1}')";
		assertThat(this.tables.in(sql)).isEqualTo(sql);
	}

	@Test
	void aClassWithoutTheAnnotationIsRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> ProjectionTables.of(String.class))
			.withMessageContaining("@Projection");
	}

	@Projection(value = "second", version = 2)
	private static final class Second {

	}

}
