package com.example.first;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import com.example.first.Account.Move;
import com.example.first.Account.Open;
import com.example.first.AccountEvent.Opened;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.projection.Projections;
import dev.sourcery.repository.Change;
import dev.sourcery.repository.CommandIdReusedException;
import dev.sourcery.repository.Repository;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventPage;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@SpringBootTest(properties = "spring.flyway.locations=classpath:com/example/first")
@AutoConfigureMockMvc
class FirstApplicationTests {

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private Repository<Account, String> accounts;

	@Autowired
	private EventStore store;

	@Autowired
	private Projections projections;

	@Test
	void theApplicationOfTheReadmeRuns() {
		assertThat(post("/accounts/a", "{\"owner\":\"Ada\"}")).bodyText().isEqualTo("1");
		assertThat(post("/accounts/a/movements", "{\"cents\":500}")).bodyText().isEqualTo("2");
		assertThat(post("/accounts/a/movements", "{\"cents\":-200}")).bodyText().isEqualTo("3");
		assertThat(post("/accounts/a/movements", "{\"cents\":-301}")).hasFailed();
		assertThat(this.mvc.get().uri("/accounts/a")).bodyJson().extractingPath("cents").isEqualTo(300);
		Awaitility.await()
			.untilAsserted(() -> assertThat(
					this.jdbc.sql("select cents from withdrawal where account = 'a'").query(Long.class).list())
				.containsExactly(200L));
	}

	@Test
	void aReaderWaitsForItsOwnWrite() throws Exception {
		this.accounts.create("b", new Open("Bob"));
		this.accounts.update("b", new Move(100));
		Change<Account> change = this.accounts.update("b", new Move(-100));
		assertThat(change.state().cents()).isZero();
		this.projections.await("withdrawals", change.token().orElseThrow(), Duration.ofSeconds(2));
		assertThat(this.jdbc.sql("select cents from withdrawal where account = 'b'").query(Long.class).list())
			.containsExactly(100L);
	}

	@Test
	void aCommandWithAnIdIsDoneOnce() {
		this.accounts.create("c", new Open("Cy"));
		CommandId rent = new CommandId("rent-2026-11");
		Change<Account> first = this.accounts.with(rent).update("c", new Move(100));
		Change<Account> again = this.accounts.with(rent).update("c", new Move(100));
		assertThat(again).isEqualTo(first);
		assertThatExceptionOfType(CommandIdReusedException.class)
			.isThrownBy(() -> this.accounts.with(rent).update("c", new Move(200)));
		assertThat(this.accounts.load("c").state().cents()).isEqualTo(100);
	}

	@Test
	void anAppendThatIsRepeatedReturnsTheFirstCommit() {
		StreamId stream = new StreamId("account", "d");
		List<NewEvent> events = List.of(NewEvent.of(new Opened("Dan"), Metadata.empty().withActor("desk 7")));
		Commit first = this.store.append(stream, ExpectedVersion.noStream(), events);
		Commit again = this.store.append(stream, ExpectedVersion.noStream(), events);
		assertThat(again).isEqualTo(first);
	}

	@Test
	void eventsAreFoundByWhoWroteThem() {
		Metadata desk = Metadata.empty().withActor("desk 9");
		this.accounts.with(desk).create("e", new Open("Eve"));
		this.accounts.with(desk).update("e", new Move(100));
		this.accounts.with(desk).update("e", new Move(50));
		EventQuery query = EventQuery.all()
			.aggregateTypes(Set.of("account"))
			.metadata(Metadata.empty().withActor("desk 9"))
			.recordedFrom(Instant.now().minus(Duration.ofDays(1)))
			.backward();
		EventPage page = this.store.readPage(query, 2);
		EventPage rest = this.store.readPage(page.next().orElseThrow(), 2);
		assertThat(page.events()).extracting(RecordedEvent::version).containsExactly(3L, 2L);
		assertThat(rest.events()).extracting(RecordedEvent::version).containsExactly(1L);
		assertThat(rest.next()).isEmpty();
	}

	private MockMvcTester.MockMvcRequestBuilder post(String uri, String body) {
		return this.mvc.post().uri(uri).contentType(MediaType.APPLICATION_JSON).content(body);
	}

}
