/**
 * Events: their stable names, their recorded form and how they become JSON.
 */
@NullMarked
package dev.sourcery.event;

import org.jspecify.annotations.NullMarked;
