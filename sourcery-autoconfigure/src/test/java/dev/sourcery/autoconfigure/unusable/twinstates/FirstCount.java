package dev.sourcery.autoconfigure.unusable.twinstates;

import dev.sourcery.aggregate.Aggregate;

@Aggregate("first-count")
public final class FirstCount implements Count {

}
