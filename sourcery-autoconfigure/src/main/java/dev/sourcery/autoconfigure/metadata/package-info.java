/**
 * Auto-configuration of the metadata of commands.
 */
@NullMarked
package dev.sourcery.autoconfigure.metadata;

import org.jspecify.annotations.NullMarked;
