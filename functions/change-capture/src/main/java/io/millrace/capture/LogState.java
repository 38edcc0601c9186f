package io.millrace.capture;

import java.util.Optional;

/**
 * What a look at a log before it is read tells.
 *
 * @param mark of what is captured of it: tables and columns
 * @param lost why it can't be read on from where it was; empty where it can, or never was
 * @param anewForOthers whether it is begun anew where other tables or columns are captured than before, since it rests on what was known of them
 * @param reading of the log, to be begun once it is noted what has to be compared with the ledger
 */
record LogState(String mark, Optional<String> lost, boolean anewForOthers, LogReading reading) {}
