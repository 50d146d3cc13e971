/**
 * What the author of a plug-in implements, and the building blocks that make it short. A plug-in depends on this
 * package and on {@code io.simpleipc} only; it registers through {@link java.util.ServiceLoader}.
 */
@NullMarked
package io.simpleipc.spi;

import org.jspecify.annotations.NullMarked;
