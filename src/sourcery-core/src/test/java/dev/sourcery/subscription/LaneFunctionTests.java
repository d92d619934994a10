package dev.sourcery.subscription;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The lanes of keys never change: a read model whose key moved to another lane would be
 * written by two lanes.
 */
class LaneFunctionTests {

	// printf %s account/42 | sha256sum | cut -c1-8, as a number
	@ParameterizedTest
	@CsvSource({ "account/42, 1, 1, 3, 891", "account/43, 0, 1, 6, 870", "a/b, 0, 1, 0, 192",
			"thing/é b, 0, 1, 12, 524", "thing/😀, 1, 1, 5, 669",
			"order/00000000-0000-0000-0000-000000000000, 0, 2, 4, 940" })
	void lanesNeverChange(String key, int ofTwo, int ofThree, int ofSixteen, int ofAThousand) {
		LaneFunction function = new LaneFunction();
		assertThat(function.laneOf(key, 1)).isZero();
		assertThat(function.laneOf(key, 2)).isEqualTo(ofTwo);
		assertThat(function.laneOf(key, 3)).isEqualTo(ofThree);
		assertThat(function.laneOf(key, 16)).isEqualTo(ofSixteen);
		assertThat(function.laneOf(key, 1000)).isEqualTo(ofAThousand);
	}

}
