package dev.sourcery.autoconfigure.unusable.twinstates;

import dev.sourcery.aggregate.Aggregate;

@Aggregate("second-count")
public final class SecondCount implements Count {

}
