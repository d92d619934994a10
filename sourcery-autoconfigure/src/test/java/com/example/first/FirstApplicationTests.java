package com.example.first;

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

	@Test
	void theApplicationOfTheReadmeRuns() {
		assertThat(post("/accounts/a", "{\"owner\":\"Ada\"}")).bodyText().isEqualTo("1");
		assertThat(post("/accounts/a/movements", "{\"cents\":500}")).bodyText().isEqualTo("2");
		assertThat(post("/accounts/a/movements", "{\"cents\":-200}")).bodyText().isEqualTo("3");
		assertThat(post("/accounts/a/movements", "{\"cents\":-301}")).hasFailed();
		assertThat(this.mvc.get().uri("/accounts/a")).bodyJson().extractingPath("cents").isEqualTo(300);
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.jdbc.sql("select cents from withdrawal").query(Long.class).list())
				.containsExactly(200L));
	}

	private MockMvcTester.MockMvcRequestBuilder post(String uri, String body) {
		return this.mvc.post().uri(uri).contentType(MediaType.APPLICATION_JSON).content(body);
	}

}
