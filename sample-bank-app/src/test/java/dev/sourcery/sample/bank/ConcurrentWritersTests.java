package dev.sourcery.sample.bank;

import java.util.List;

import dev.sourcery.sample.bank.BankClient.Answer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@BankTest
class ConcurrentWritersTests {

	private final BankClient bank;

	ConcurrentWritersTests(@LocalServerPort int port) {
		this.bank = new BankClient(port);
	}

	@Test
	void whenAllKnowTheSameVersionOneWins() {
		String id = this.bank.open("Ada", "EUR");
		List<Answer> answers = this.bank.depositAtOnce(6, id, "1.00", "If-Match", "\"1\"");
		assertThat(answers).extracting(Answer::status).containsOnlyOnce(200).containsOnly(200, 412);
		assertThat(this.bank.get("/accounts/" + id).object()).containsEntry("balance", "1.00")
			.containsEntry("version", 2);
	}

	@Test
	void whenNobodyNamesAVersionAllSucceed() {
		String id = this.bank.open("Ada", "EUR");
		int clients = 100;
		List<Answer> answers = this.bank.depositAtOnce(clients, id, "1.00");
		assertThat(answers).extracting(Answer::status).containsOnly(200);
		assertThat(answers).extracting((answer) -> answer.object().get("version")).doesNotHaveDuplicates();
		assertThat(this.bank.get("/accounts/" + id).object()).containsEntry("balance", clients + ".00")
			.containsEntry("version", clients + 1);
	}

}
