package dev.sourcery.autoconfigure.aggregate.twins;

import dev.sourcery.aggregate.Aggregate;

@Aggregate("twin")
public interface SecondTwin {

}
