package dev.sourcery.autoconfigure.bank;

import dev.sourcery.event.EventType;

@EventType("bank.holiday-declared")
record HolidayDeclared(String name) {

}
