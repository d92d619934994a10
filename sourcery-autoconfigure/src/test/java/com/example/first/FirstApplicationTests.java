package com.example.first;

import java.time.Duration;

import com.example.first.Account.Move;
import com.example.first.Account.Open;
import dev.sourcery.projection.Projections;
import dev.sourcery.repository.Repository;
import dev.sourcery.store.Commit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

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
		Commit commit = this.accounts.update("b", new Move(-100));
		this.projections.await("withdrawals", commit.token().orElseThrow(), Duration.ofSeconds(2));
		assertThat(this.jdbc.sql("select cents from withdrawal where account = 'b'").query(Long.class).list())
			.containsExactly(100L);
	}

	private MockMvcTester.MockMvcRequestBuilder post(String uri, String body) {
		return this.mvc.post().uri(uri).contentType(MediaType.APPLICATION_JSON).content(body);
	}

}
