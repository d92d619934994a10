package dev.sourcery.tail;

import dev.sourcery.tail.BroadcastStatus.State;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The broadcast that does nothing.
 */
class CommitBroadcastTests {

	@Test
	void aBroadcastThatDoesNothingIsOff() {
		try (CommitBroadcast broadcast = CommitBroadcast.none()) {
			broadcast.start(() -> {
				throw new IllegalStateException("there is no other node");
			});
			broadcast.committed();
			BroadcastStatus status = broadcast.status();
			assertThat(status.state()).isEqualTo(State.OFF);
			assertThat(status.reason()).isNull();
			assertThat(status.sendFailure()).isNull();
			assertThat(broadcast.status()).isEqualTo(status);
		}
	}

}
