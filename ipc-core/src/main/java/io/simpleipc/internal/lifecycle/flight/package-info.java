/**
 * What the JVM's flight recorder (JFR) gets to know. The one place that uses {@code jdk.jfr}, which a Java runtime may do
 * without.
 */
@NullMarked
package io.simpleipc.internal.lifecycle.flight;

import org.jspecify.annotations.NullMarked;
