/** The transport for the types {@code tcp}, {@code tcp4} and {@code tcp6}. Found by name; not called directly. */
@NullMarked
package io.simpleipc.transport.tcp;

import org.jspecify.annotations.NullMarked;
