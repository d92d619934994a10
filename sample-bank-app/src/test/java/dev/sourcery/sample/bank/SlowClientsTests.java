package dev.sourcery.sample.bank;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that send their bodies slowly, or not to the end.
 */
@BankTest
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(
		properties = { "server.tomcat.threads.max=8", "server.tomcat.connection-timeout=1s", "bank.body-timeout=1s" })
class SlowClientsTests {

	private static final int SLOW = 24;

	private final int port;

	private final BankClient bank;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	SlowClientsTests(@LocalServerPort int port) {
		this.port = port;
		this.bank = new BankClient(port);
	}

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void otherClientsAreAnswered(boolean trickle) throws IOException {
		List<Socket> slow = new ArrayList<>();
		try {
			for (int i = 0; i < SLOW; i++) {
				slow.add(begin("POST /accounts", "{"));
			}
			if (trickle) {
				this.threads.submit(() -> trickle(slow));
			}
			await().atMost(Duration.ofSeconds(30)).until(() -> this.bank.get("/accounts/nobody").status() == 404);
			for (Socket socket : slow) {
				assertThat(answer(socket)).startsWith("HTTP/1.1 408")
					.containsIgnoringCase("connection: close")
					.contains("\"code\":\"request-timeout\"");
			}
		}
		finally {
			for (Socket socket : slow) {
				socket.close();
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "POST /nowhere, {, 404", "POST /accounts, ], 400", "GET /accounts, {, 200",
			"DELETE /accounts, {, 405" })
	void aBodyThatIsNotReadOccupiesNoThread(String target, String body, int status) throws IOException {
		List<Socket> slow = new ArrayList<>();
		try {
			for (int i = 0; i < SLOW; i++) {
				slow.add(begin(target, body));
			}
			this.threads.submit(() -> trickle(slow));
			await().atMost(Duration.ofSeconds(30)).until(() -> this.bank.get("/accounts/nobody").status() == 404);
			for (Socket socket : slow) {
				assertThat(answer(socket)).startsWith("HTTP/1.1 " + status);
			}
		}
		finally {
			for (Socket socket : slow) {
				socket.close();
			}
		}
	}

	@Test
	void aConnectionIsKeptIfItsBodyArrivesInTime() throws IOException {
		try (Socket socket = begin("POST /nowhere", "{")) {
			BufferedReader answers = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
			assertThat(answers.readLine()).startsWith("HTTP/1.1 404");
			socket.getOutputStream()
				.write((" ".repeat(999)
						+ "GET /accounts/nobody HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
					.getBytes(StandardCharsets.UTF_8));
			assertThat(answers.lines()).anySatisfy((line) -> assertThat(line).contains("account-not-found"));
		}
	}

	// what is sent after the answer may be answered by a reset
	private static String answer(Socket socket) throws IOException {
		ByteArrayOutputStream answer = new ByteArrayOutputStream();
		try {
			socket.getInputStream().transferTo(answer);
		}
		catch (SocketException ex) {
			assertThat(answer.size()).isPositive();
		}
		return answer.toString(StandardCharsets.UTF_8);
	}

	private Void trickle(List<Socket> slow) throws InterruptedException {
		while (true) {
			for (Socket socket : slow) {
				try {
					socket.getOutputStream().write(' ');
				}
				catch (IOException ex) {
					// it has been answered
				}
			}
			TimeUnit.MILLISECONDS.sleep(200);
		}
	}

	@Test
	void aBodyThatEndsEarlyIsNoErrorOfTheBank(CapturedOutput output) throws IOException {
		try (Socket socket = begin("POST /accounts", "{\"owner\":")) {
			socket.shutdownOutput();
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(answer).satisfiesAnyOf((text) -> assertThat(text).isEmpty(),
					(text) -> assertThat(text).startsWith("HTTP/1.1 400"));
		}
		try (Socket socket = begin("POST /accounts", "{\"owner\":")) {
			socket.setSoLinger(true, 0);
		}
		this.bank.get("/accounts").expect(200);
		assertThat(output).doesNotContain("already committed", "ERROR", "\tat ");
	}

	private Socket begin(String target, String body) throws IOException {
		Socket socket = new Socket("localhost", this.port);
		socket.setSoTimeout(60_000);
		socket.getOutputStream()
			.write("%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n%s"
				.formatted(target, body)
				.getBytes(StandardCharsets.UTF_8));
		return socket;
	}

}
