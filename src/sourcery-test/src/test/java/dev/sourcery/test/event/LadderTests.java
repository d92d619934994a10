package dev.sourcery.test.event;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Upcast;
import dev.sourcery.evolution.EventEvolution;
import dev.sourcery.evolution.EvolutionRules;
import dev.sourcery.evolution.JsonEvent;
import dev.sourcery.evolution.ReadEvent;
import dev.sourcery.evolution.Upcaster;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The ladder of changes in the guide.
 */
class LadderTests {

	@Test
	void aRenamedFieldARenamedTypeAndANewFieldNeedNoUpcaster() {
		assertThat(evolution(Opened.class).read(new EventTypeName("account.created", 1), "{\"owner\":\"ada\"}"))
			.containsExactly(new ReadEvent(new EventTypeName("account.opened", 1), new Opened("ada", "EUR")));
	}

	@Test
	void anotherFormIsANewVersion() {
		assertThat(evolution(Paid.class, moneyWithCurrency()).read(new EventTypeName("invoice.paid", 1),
				"{\"amount\":1.50}"))
			.extracting(ReadEvent::payload)
			.containsExactly(new Paid(new Money(new BigDecimal("1.50"), "EUR")));
	}

	@Test
	void aClassMayDeclareTheStep() {
		assertThat(evolution(Shipped.class).read(new EventTypeName("order.shipped", 1), "{\"to\":\"1010 Vienna\"}"))
			.extracting(ReadEvent::payload)
			.containsExactly(new Shipped("1010", "Vienna"));
	}

	@Test
	void oneEventMayBecomeSeveral() {
		assertThat(evolution(Renamed.class, renamedAndMoved()).read(new EventTypeName("customer.changed", 1),
				"{\"name\":\"ada\",\"city\":\"Vienna\"}"))
			.extracting(ReadEvent::payload)
			.containsExactly(new Renamed("ada"), new Moved("Vienna"));
	}

	private static EventEvolution evolution(Class<?> event, Upcaster... upcasters) {
		return EventEvolution.of(new JsonEventSerializer(EventTypes.of(event, Moved.class)),
				EvolutionRules.none().upcasters(upcasters));
	}

	Upcaster moneyWithCurrency() {
		return Upcaster.next("invoice.paid", 1, (json) -> {
			ObjectNode money = json.objectNode();
			money.set("value", json.remove("amount"));
			money.put("currency", "EUR");
			return json.set("amount", money);
		});
	}

	Upcaster renamedAndMoved() {
		EventTypeName changed = new EventTypeName("customer.changed", 1);
		EventTypeName renamed = new EventTypeName("customer.renamed", 1);
		EventTypeName moved = new EventTypeName("customer.moved", 1);
		return Upcaster.split(changed, Set.of(renamed, moved),
				(json) -> List.of(new JsonEvent(renamed, json.objectNode().set("name", json.get("name"))),
						new JsonEvent(moved, json.objectNode().set("city", json.get("city")))));
	}

	@EventType(value = "account.opened", aliases = "account.created")
	record Opened(@JsonAlias("owner") String holder, String currency) {

		Opened {
			currency = (currency != null) ? currency : "EUR";
		}

	}

	record Money(BigDecimal value, String currency) {

	}

	@EventType(value = "invoice.paid", version = 2)
	record Paid(Money amount) {

	}

	@EventType("order.shipped")
	record ShippedV1(String to) {

	}

	@EventType(value = "order.shipped", version = 2)
	record Shipped(String postcode, String city) {

		@Upcast
		static Shipped from(ShippedV1 earlier) {
			String[] parts = earlier.to().split(" ", 2);
			return new Shipped(parts[0], parts[1]);
		}

	}

	@EventType("customer.renamed")
	record Renamed(String name) {

	}

	@EventType("customer.moved")
	record Moved(String city) {

	}

}
