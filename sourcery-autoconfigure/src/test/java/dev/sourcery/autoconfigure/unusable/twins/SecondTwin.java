package dev.sourcery.autoconfigure.unusable.twins;

import dev.sourcery.aggregate.Aggregate;

@Aggregate("twin")
public interface SecondTwin {

}
