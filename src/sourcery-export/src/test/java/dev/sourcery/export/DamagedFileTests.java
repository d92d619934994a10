package dev.sourcery.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import dev.sourcery.event.StreamId;
import dev.sourcery.export.EventFileException.Problem;
import dev.sourcery.export.StoreDiffersException.Difference;
import dev.sourcery.store.jdbc.StoreDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Files and stores that do not fit are refused, with facts.
 */
class DamagedFileTests {

	@TempDir
	private Path directory;

	private final StoreDatabase source = new StoreDatabase();

	private final StoreDatabase target = new StoreDatabase();

	private Path file;

	@BeforeEach
	void export() {
		this.file = this.directory.resolve("events.ndjson");
		StoreDatabase.append(this.source.store(), "a", "secret 1");
		StoreDatabase.append(this.source.store(), "b", "secret 1");
		StoreDatabase.append(this.source.store(), "a", "secret 2");
		Events.export(this.source).export(this.file);
	}

	@AfterEach
	void close() {
		this.source.close();
		this.target.close();
	}

	private Path copy(List<String> lines) throws IOException {
		return Files.writeString(this.directory.resolve("copy.ndjson"), String.join("\n", lines) + "\n");
	}

	private List<String> lines() throws IOException {
		return new ArrayList<>(Files.readAllLines(this.file));
	}

	private EventFileException refusal(EventImport imports, Path copy) {
		return assertThatExceptionOfType(EventFileException.class).isThrownBy(() -> imports.importFrom(copy))
			.satisfies((ex) -> assertThat(ex.file()).isEqualTo(copy))
			.actual();
	}

	@Test
	void aHeaderMaySayMoreAboutTheFile() throws IOException {
		List<String> lines = lines();
		lines.set(0, lines.get(0).replace("}", ",\"epoch\":3,\"servers\":[{\"timeline\":1}]}"));
		Path copy = copy(lines);
		assertThat(Events.imports(this.target).importFrom(copy).added()).isEqualTo(3);
		assertThat(Events.export(this.source).resume(copy).events()).isEqualTo(3);
		assertThat(Files.readAllLines(copy).get(0)).isEqualTo(lines.get(0));
		lines.set(0, lines.get(0).replace("Version\":1", "Version\":2"));
		assertThat(refusal(Events.imports(this.target), copy(lines)).kind()).isEqualTo(Problem.UNKNOWN_FORMAT_VERSION);
	}

	@Test
	void aLineThatIsLongerThanAnyEventIsRefusedBeforeItIsRead() throws IOException {
		Path copy = this.directory.resolve("copy.ndjson");
		Files.copy(this.file, copy);
		try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
			// a hole, which takes no space on the disk
			channel.write(ByteBuffer.wrap("\n".getBytes(StandardCharsets.UTF_8)), channel.size() + 3_000_000_000L);
		}
		List<String> lines = lines();
		EventFileException refusal = refusal(Events.imports(this.target).acceptingIncompleteFiles(),
				withoutFooter(copy));
		assertThat(refusal.kind()).isEqualTo(Problem.MALFORMED_LINE);
		assertThat(refusal.line()).contains((long) lines.size());
		assertThat(refusal).hasMessageContaining("max-event-size");

		lines.set(2, lines.get(2).replace("secret 1", "x".repeat(80_000)));
		EventImport imports = Events.imports(this.target).acceptingIncompleteFiles();
		Path large = copy(lines.subList(0, lines.size() - 1));
		assertThat(refusal(imports.maxEventSize(100), large).line()).contains(3L);
		assertThat(imports.importFrom(large).added()).isEqualTo(3);
	}

	// the footer becomes part of the long line
	private Path withoutFooter(Path copy) throws IOException {
		long footer = lines().get(lines().size() - 1).length() + 1L;
		try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
			channel.write(ByteBuffer.wrap("x".repeat((int) footer).getBytes(StandardCharsets.UTF_8)),
					Files.size(this.file) - footer);
		}
		return copy;
	}

	@Test
	void noByteMayBeChanged() throws IOException {
		byte[] bytes = Files.readAllBytes(this.file);
		Path copy = this.directory.resolve("copy.ndjson");
		EventImport imports = Events.imports(this.target);
		// further members of the header are for people, and none of them is read
		int further = new String(bytes, StandardCharsets.UTF_8).indexOf(",\"epoch\"") + 2;
		int endOfHeader = new String(bytes, StandardCharsets.UTF_8).indexOf("}\n");
		for (int i = 0; i < bytes.length; i = (i + 1 == further) ? endOfHeader : i + 1) {
			byte[] changed = bytes.clone();
			changed[i] ^= 1;
			Files.write(copy, changed);
			assertThatExceptionOfType(EventFileException.class).as("byte %d", i)
				.isThrownBy(() -> imports.importFrom(copy));
		}
		assertThat(Events.count(this.target)).isZero();
	}

	@Test
	void aFileWithoutFooterIsRefusedUnlessToldOtherwise() throws IOException {
		byte[] bytes = Files.readAllBytes(this.file);
		EventImport imports = Events.imports(this.target);
		Path copy = this.directory.resolve("copy.ndjson");
		for (int length = 0; length < bytes.length; length++) {
			Files.write(copy, java.util.Arrays.copyOf(bytes, length));
			assertThat(refusal(imports, copy).kind()).as("%d bytes", length).isEqualTo(Problem.INCOMPLETE);
		}
		assertThat(imports.acceptingIncompleteFiles().importFrom(copy).added()).isEqualTo(3);
	}

	@Test
	void anotherFormatVersionIsRefused() throws IOException {
		List<String> lines = lines();
		lines.set(0, "{\"format\":\"sourcery-events\",\"formatVersion\":2,\"more\":1}");
		EventFileException refusal = refusal(Events.imports(this.target), copy(lines));
		assertThat(refusal.kind()).isEqualTo(Problem.UNKNOWN_FORMAT_VERSION);
		assertThat(refusal).hasMessageContaining("format version 2");
	}

	@Test
	void whatIsNoExportIsRefused() throws IOException {
		assertThat(refusal(Events.imports(this.target), copy(List.of("{\"a\":1}"))).kind())
			.isEqualTo(Problem.NO_EXPORT);
		assertThat(refusal(Events.imports(this.target), this.directory.resolve("nothing")).kind())
			.isEqualTo(Problem.MISSING);
	}

	@Test
	void aMalformedLineIsNamedAndNotQuoted() throws IOException {
		EventImport imports = Events.imports(this.target).acceptingIncompleteFiles();
		String line = lines().get(2);
		for (String malformed : List.of("", "{}", "secret", line + " ", " " + line, line.substring(1),
				line.replace("\"version\":1", "\"version\":01"), line.replace("\"version\":1", "\"version\":1 "),
				line.replace("\"version\":1", "\"version\":-1"),
				line.replace("\"version\":1", "\"version\":99999999999999999999"),
				line.replace("Z\",\"metadata", "+00:00\",\"metadata"),
				line.replace("\"streamId\":\"b\"", "\"streamId\":\"\\u0062\""),
				line.replace("\"streamId\":\"b\"", "\"streamId\":\"\\u0000\""),
				line.replace("\"streamId\":\"b\"", "\"streamId\":\"\\ud83d\""),
				line.replace("\"payload\":{", "\"payload\":{{"), line.replace("secret 1\"", "secret 1"),
				line.replace("\"payload\":", "\"payload\":,"), line.replace("\"metadata\":", "\"metadata\":x"))) {
			assertThat(malformed).isNotEqualTo(line);
			List<String> lines = lines();
			lines.set(2, malformed);
			lines.remove(4);
			EventFileException refusal = refusal(imports, copy(lines));
			assertThat(refusal.kind()).as(malformed).isEqualTo(Problem.MALFORMED_LINE);
			assertThat(refusal.line()).as(malformed).hasValue(3L);
			assertThat(refusal).hasMessageContaining("line 3").hasMessageNotContaining("secret").hasNoCause();
		}
		assertThat(Events.count(this.target)).isZero();
	}

	@Test
	void brokenUtf8IsNamed() throws IOException {
		List<String> lines = lines();
		lines.remove(4);
		byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
		bytes[bytes.length - 6] = (byte) 0xff;
		Path copy = Files.write(this.directory.resolve("copy.ndjson"), bytes);
		assertThat(refusal(Events.imports(this.target).acceptingIncompleteFiles(), copy).line()).hasValue(4L);
	}

	@Test
	void somethingBehindTheFooterIsRefused() throws IOException {
		List<String> lines = lines();
		lines.add(lines.get(3));
		assertThat(refusal(Events.imports(this.target), copy(lines)).line()).hasValue(6L);
	}

	@Test
	void anEventThatStandsThereTwiceIsRefused() throws IOException {
		List<String> lines = lines();
		lines.set(4, lines.get(2));
		EventFileException refusal = refusal(Events.imports(this.target).acceptingIncompleteFiles(), copy(lines));
		assertThat(refusal.kind()).isEqualTo(Problem.REPEATED_EVENT);
		assertThat(refusal.line()).hasValue(5L);
		assertThat(Events.count(this.target)).isZero();
	}

	@Test
	void anEventThatStandsThereTwiceFarApartIsRefused() throws IOException {
		Events.insertMany(this.source, "many", 19_997);
		Events.export(this.source).resume(this.file);
		List<String> lines = lines();
		lines.set(lines.size() - 1, lines.get(1));
		assertThatExceptionOfType(StoreDiffersException.class)
			.isThrownBy(() -> Events.imports(this.target).acceptingIncompleteFiles().importFrom(copy(lines)))
			.satisfies((ex) -> {
				assertThat(ex.difference()).isEqualTo(Difference.ORDER);
				assertThat(ex.line()).isEqualTo(20_002);
			});
	}

	@Test
	void aStreamWithOtherEventsIsRefused() {
		StoreDatabase.append(this.target.store(), "b", "other");
		assertThatExceptionOfType(ImportConflictException.class)
			.isThrownBy(() -> Events.imports(this.target).importFrom(this.file))
			.satisfies((ex) -> {
				assertThat(ex.line()).isEqualTo(3);
				assertThat(ex.stream()).isEqualTo(new StreamId("thing", "b"));
				assertThat(ex.version()).isOne();
				assertThat(ex.storedEventId()).isEqualTo(this.target.jdbc()
					.queryForObject("select event_id from sourcery.events", java.util.UUID.class));
			})
			.withMessageContaining("stream thing/b, version 1");
		assertThat(Events.count(this.target)).isOne();
	}

	@Test
	void eventsThatAreThereButDifferentAreRefused() {
		Events.imports(this.target).importFrom(this.file);
		rewrite("update sourcery.events set payload = '{\"text\": \"secret 2\"}' where stream_id = 'a' and version = 2");
		assertDifference(Difference.CONTENT, 4);
		rewrite("delete from sourcery.events where stream_id = 'b'");
		assertDifference(Difference.MISSING_BEFORE_OTHERS, 3);
		rewrite("delete from sourcery.events where stream_id = 'a' and version = 2");
		assertThat(Events.imports(this.target).importFrom(this.file).added()).isEqualTo(2);
		rewrite("update sourcery.events set position = 1000 where stream_id = 'b'");
		assertDifference(Difference.ORDER, 3);
	}

	private void assertDifference(Difference difference, long line) {
		assertThatExceptionOfType(StoreDiffersException.class)
			.isThrownBy(() -> Events.imports(this.target).importFrom(this.file))
			.satisfies((ex) -> {
				assertThat(ex.difference()).isEqualTo(difference);
				assertThat(ex.line()).isEqualTo(line);
			})
			.withMessageNotContaining("secret");
		assertThatExceptionOfType(StoreDiffersException.class)
			.isThrownBy(() -> Events.export(this.target).verify(this.file))
			.satisfies((ex) -> assertThat(ex.line()).isEqualTo(line));
	}

	@Test
	void verificationFindsWhatIsMissing() {
		Events.imports(this.target).importFrom(this.file);
		rewrite("delete from sourcery.events where stream_id = 'a' and version = 2");
		assertThatExceptionOfType(StoreDiffersException.class)
			.isThrownBy(() -> Events.export(this.target).verify(this.file))
			.satisfies((ex) -> {
				assertThat(ex.difference()).isEqualTo(Difference.MISSING);
				assertThat(ex.stream()).isEqualTo(new StreamId("thing", "a"));
				assertThat(ex.version()).isEqualTo(2);
			});
	}

	private void rewrite(String sql) {
		this.target.jdbc().execute("begin; set local sourcery.rewrite_history = 'on'; " + sql + "; commit");
	}

}
