package dev.sourcery.autoconfigure.store;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the commits of projections.
 *
 * @param asynchronousCommit Whether batches of asynchronous projections commit without
 * waiting for the disk. After a crash of the database server the last batches may be
 * handled again. A batch whose handlers append events waits for the disk.
 */
@ConfigurationProperties("sourcery.projections")
record CommitProperties(@DefaultValue("true") boolean asynchronousCommit) {

}
