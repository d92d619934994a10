package dev.sourcery.metadata;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MetadataProviderTests {

	private static final Metadata FULL = new Metadata("c", "x", "ada", "t", Map.of("a", 1, "b", 2));

	@Test
	void missingValuesAreThoseOfTheDefaults() {
		assertThat(Metadata.empty().withDefaults(FULL)).isEqualTo(FULL);
		assertThat(FULL.withDefaults(Metadata.empty())).isEqualTo(FULL);
		assertThat(FULL.withDefaults(new Metadata("d", "y", "bob", "u", Map.of("b", 3, "c", 4))))
			.isEqualTo(FULL.with("c", 4));
		assertThat(Metadata.empty().withActor("bob").with("a", null).withDefaults(FULL))
			.isEqualTo(new Metadata("c", "x", "bob", "t", FULL.with("a", null).entries()));
	}

	@Test
	void theFirstProviderHasPrecedence() {
		MetadataProvider combined = MetadataProvider.combined(List.of(() -> Metadata.empty().withActor("bob"),
				Metadata::empty, () -> FULL, () -> Metadata.empty().withTenant("v").with("c", 3)));
		assertThat(combined.metadata()).isEqualTo(FULL.withActor("bob").with("c", 3));
		assertThat(MetadataProvider.combined(List.of()).metadata()).isEqualTo(Metadata.empty());
	}

	@Test
	void scopesAreNestedAndEndWithTheirThread() {
		MetadataScope scope = new MetadataScope();
		MetadataScope.Scope outer = scope.open(() -> Metadata.empty().withCorrelationId("outer").withActor("ada"));
		MetadataScope.Scope inner = scope.open(() -> Metadata.empty().withCorrelationId("inner"));
		assertThat(scope.metadata()).isEqualTo(Metadata.empty().withCorrelationId("inner").withActor("ada"));
		assertThat(CompletableFuture.supplyAsync(scope::metadata).join()).isEqualTo(Metadata.empty());
		assertThat(new MetadataScope().metadata()).isEqualTo(Metadata.empty());
		inner.close();
		assertThat(scope.metadata().correlationId()).isEqualTo("outer");
		outer.close();
		assertThat(scope.metadata()).isEqualTo(Metadata.empty());
	}

}
