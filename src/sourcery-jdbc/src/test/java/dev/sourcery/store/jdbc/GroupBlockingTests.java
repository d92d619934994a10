package dev.sourcery.store.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import dev.sourcery.store.Commit;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.StoreUnavailableException;
import dev.sourcery.store.VersionConflictException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Callers without a transaction that append at once. An unrelated open transaction that
 * appends to four streams blocks the callers that append individually, so that later
 * callers wait in the queue.
 */
class GroupBlockingTests extends GroupAppendFixture {

	@Test
	void whoLosesARaceAgainstAStrangerLosesAlone() throws Exception {
		this.stranger.begin().run(() -> append(this.store, "contested", "of the stranger"));
		List<Future<Commit>> commits = start(60,
				(number) -> (number % 20 == 5)
						? this.store.append(stream("contested"), ExpectedVersion.noStream(), event("x"))
						: append(this.store, "s" + number, "e"));
		for (int i = 0; i < commits.size(); i++) {
			if (i % 20 != 5) {
				commits.get(i).get(30, TimeUnit.SECONDS);
			}
		}
		this.stranger.commit();
		for (int i = 5; i < commits.size(); i += 20) {
			assertThat(failureOf(commits.get(i))).isInstanceOf(VersionConflictException.class);
		}
		assertThat(this.store.readAll(EventQuery.all())).hasSize(58);
	}

	@Test
	void aStreamThatAStrangerHoldsBlocksOnlyThoseWhoAppendToIt() throws Exception {
		keepFourBusy();
		this.stranger.run(() -> append(this.store, "third", "of the stranger"));
		Future<Commit> blocked = this.threads.submit(() -> append(this.store, "third", "waits"));
		assertThat(this.threads.submit(() -> append(this.store, "only one", "e")).get(30, TimeUnit.SECONDS).version())
			.isEqualTo(1);
		for (Future<Commit> commit : start(50, (number) -> append(this.store, "s" + number, "e"))) {
			assertThat(commit.get(30, TimeUnit.SECONDS).version()).isEqualTo(1);
		}
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> blocked.get(1, TimeUnit.MILLISECONDS));
		this.stranger.commit();
		assertThat(blocked.get(30, TimeUnit.SECONDS).version()).isEqualTo(2);
	}

	@Test
	void whereThereIsNoRoomForAStreamItsCallersAreHeldAndThenRefused() throws Exception {
		JdbcEventStore small = this.database
			.store(new AppendSettings(1000, GroupMode.AUTO, 10, 2, Duration.ofMillis(200)));
		this.stranger.begin().run(() -> append(this.store, "x", "1"));
		Future<Commit> blocked = this.threads.submit(() -> append(small, "x", "2"));
		awaitBlocked(1);
		Future<Commit> waiting = this.threads.submit(() -> append(small, "x", "3"));
		assertThat(failureOf(waiting)).isInstanceOf(StoreUnavailableException.class)
			.hasMessageContaining("has waited for PT0.2S for its turn");
		List<Future<Commit>> three = start(3, (number) -> append(small, "x", "4"));
		List<String> messages = new ArrayList<>();
		for (Future<Commit> each : three) {
			messages.add(failureOf(each).getMessage());
		}
		assertThat(messages).anyMatch((message) -> message.contains("2 appends to thing/x are waiting already"))
			.anyMatch((message) -> message.contains("has waited for PT0.2S for its turn"));
		this.stranger.commit();
		assertThat(blocked.get().version()).isEqualTo(2);
		assertThat(append(small, "x", "5").version()).isEqualTo(3);
		assertThat(small.groupAppend().isIdle()).isTrue();
	}

	@Test
	void aBlockedStreamDoesNotHoldUpOthersHoweverManyWaitForIt() throws Exception {
		JdbcEventStore small = this.database
			.store(new AppendSettings(1000, GroupMode.AUTO, 10, 2, Duration.ofSeconds(60)));
		this.stranger.begin().run(() -> append(this.store, "blocked", "1"));
		List<Future<Commit>> blocked = start(20, (number) -> append(small, "blocked", "e" + number));
		awaitBlocked(1);
		for (Future<Commit> other : start(20, (number) -> append(small, "s" + number, "e"))) {
			assertThat(other.get(30, TimeUnit.SECONDS).version()).isEqualTo(1);
		}
		assertThat(blocked).noneMatch(Future::isDone);
		this.stranger.commit();
		Set<Long> versions = blocked.stream()
			.map(GroupAppendFixture::get)
			.map(Commit::version)
			.collect(Collectors.toSet());
		assertThat(versions).hasSize(20).contains(2L, 21L);
	}

	private void keepFourBusy() {
		this.stranger.begin();
		for (String busy : List.of("w", "x", "y", "z")) {
			this.stranger.run(() -> append(this.store, busy, "1"));
			this.threads.submit(() -> append(this.store, busy, "2"));
		}
		awaitBlocked(4);
	}

	private void awaitBlocked(int backends) {
		Awaitility.await().until(() -> this.database.jdbc().queryForObject("""
				select count(*)
				from pg_stat_activity
				where datname = current_database() and wait_event_type = 'Lock'
				""", Long.class) == backends);
	}

}
