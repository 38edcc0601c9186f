package io.millrace.deployer;

/**
 * What became of a backup or a restore.
 *
 * @param object the Job or Backup that was made for it
 * @param done whether it went well
 * @param backup the dump or snapshot; empty where it is not known
 * @param where the claim that holds it; empty for a snapshot, which is the storage's
 * @param reason why it did not go well, and the remedy; else empty
 */
public record BackupReport(ObjectName object, boolean done, String backup, String where, String reason) {}
