/**
 * What {@code ipc doctor} looks at: {@link io.simpleipc.cli.doctor.Doctor} examines a spec and everything that it names,
 * and writes down {@link io.simpleipc.cli.doctor.Finding}s.
 */
@NullMarked
package io.simpleipc.cli.doctor;

import org.jspecify.annotations.NullMarked;
