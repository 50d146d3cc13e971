/**
 * The transport for the types {@code tcp}, {@code tcp4} and {@code tcp6}. Found by name; not called directly.
 *
 * <p>The address {@code :1234} is a port of this machine's loopback interface, never of all interfaces. One that is written
 * out and is not loopback, such as {@code 192.0.2.7:1234}, is refused without encryption, unless {@code
 * allowInsecureRemote} is set.
 */
@NullMarked
package io.simpleipc.transport.tcp;

import org.jspecify.annotations.NullMarked;
