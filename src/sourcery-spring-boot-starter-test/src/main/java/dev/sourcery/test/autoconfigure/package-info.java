/**
 * Auto-configuration for tests.
 */
@NullMarked
package dev.sourcery.test.autoconfigure;

import org.jspecify.annotations.NullMarked;
