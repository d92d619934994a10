package dev.sourcery.test.store;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.event.Tag;
import dev.sourcery.store.Append;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.InvalidAppendException;
import dev.sourcery.store.NewEvent;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.ExpectedVersion.any;
import static dev.sourcery.store.ExpectedVersion.noStream;
import static dev.sourcery.test.store.ContractEvents.note;
import static dev.sourcery.test.store.ContractEvents.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of tags of events.
 */
interface TagContract {

	StreamId TAGGED = stream("tagged");

	Tag COURSE = Tag.of("course", "c1");

	Tag STUDENT = Tag.of("student", "s1");

	@Test
	default void tagsAreKept(StoreUnderTest store) {
		Commit commit = store.append(TAGGED, note("a").withTags(STUDENT, COURSE), note("b"),
				note("c").withTags(COURSE));

		List<RecordedEvent<?>> events = store.read(TAGGED);
		assertThat(events).isEqualTo(commit.events()).isEqualTo(store.everything());
		assertThat(events.get(0).tags()).containsExactly(COURSE, STUDENT);
		assertThat(events.get(1).tags()).isEmpty();
		assertThat(events.get(2).tags()).containsExactly(COURSE);
		assertThat(store.store().find(events.get(0).eventId())).contains(events.get(0));
	}

	@Test
	default void tagsOfAnyTextAreKept(StoreUnderTest store) {
		Tag[] tags = List
			.of(",", "{}", "\"quoted\"", "\\", "null", "NULL", " blank ", "'", "é😀", "a:b:c", "{\"a\",b}",
					"x".repeat(255))
			.stream()
			.map(Tag::new)
			.toArray(Tag[]::new);
		store.append(TAGGED, note("a").withTags(tags));
		assertThat(store.read(TAGGED).get(0).tags()).containsExactlyInAnyOrder(tags);
	}

	@Test
	default void tagsOfManyEventsAndStreamsAreKept(StoreUnderTest store) {
		StreamId other = stream("tagged too");
		List<NewEvent> many = IntStream.rangeClosed(1, 40)
			.mapToObj((i) -> (i % 3 == 0) ? note("" + i) : note("" + i).withTags(Tag.of("n", i), COURSE))
			.toList();
		List<Commit> commits = store.append(new Append(TAGGED, noStream(), many),
				new Append(other, noStream(), List.of(note("other").withTags(STUDENT))));

		assertThat(store.read(TAGGED)).isEqualTo(commits.get(0).events())
			.extracting(RecordedEvent::tags)
			.isEqualTo(many.stream().map(NewEvent::tags).toList());
		assertThat(store.read(other).get(0).tags()).containsExactly(STUDENT);
		StreamId alone = stream("tagged alone");
		store.append(alone, any(),
				many.stream().map((event) -> NewEvent.of(event.payload()).withTags(event.tags())).toList());
		assertThat(store.read(alone)).extracting(RecordedEvent::tags)
			.isEqualTo(many.stream().map(NewEvent::tags).toList());
	}

	@Test
	default void tagsOfACommandAreKept(StoreUnderTest store) {
		store.append(new Append(TAGGED, noStream(), List.of(note("a").withTags(COURSE)), new CommandId("command")));
		assertThat(store.readAll(EventQuery.all()).get(0).tags()).isEqualTo(Set.of(COURSE));
	}

	@Test
	default void aRepeatedAppendIsRecognisedWithItsTags(StoreUnderTest store) {
		NewEvent event = note("a").withTags(COURSE);
		Commit first = store.append(TAGGED, noStream(), List.of(event));
		store.answersWith(first, new Append(TAGGED, noStream(), List.of(event)));
		store.refusesId(event.eventId(), () -> store.append(TAGGED, noStream(), List.of(event.withTags(STUDENT))));
	}

	@Test
	default void aTagComesOnce(StoreUnderTest store) {
		assertThatExceptionOfType(InvalidAppendException.class)
			.isThrownBy(() -> note("a").withTags(COURSE, Tag.of("course", "c1")));
	}

}
