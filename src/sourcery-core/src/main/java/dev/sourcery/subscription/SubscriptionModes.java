package dev.sourcery.subscription;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stores whether the events of a subscription are applied by its lanes or within the
 * transactions that append, next to the checkpoints, and hands the subscription over from
 * one to the other: each event is applied once, in the order of its stream.
 * Implementations are thread-safe and coordinate several nodes.
 *
 * @since 0.1
 */
public interface SubscriptionModes {

	/**
	 * Records, within the transaction of an append and after its events were stored, that
	 * it applies them. A subscription of which nothing is stored begins to be applied by
	 * appends.
	 * @param applicable the types of the events of the append that this node can apply,
	 * for each subscription
	 * @return the subscriptions that the append must apply; the lanes apply the others
	 */
	Set<SubscriptionKey> beginApplying(Map<SubscriptionKey, Set<String>> applicable);

	/**
	 * Returns the stored modes of all versions of subscriptions.
	 * @param names the names of the subscriptions
	 * @return the modes
	 */
	List<StoredMode> find(Collection<String> names);

	/**
	 * Stores which subscriptions a node runs within the transactions that append.
	 * @param node the name of the node
	 * @param subscriptions the subscriptions
	 */
	void announce(String node, Collection<JoiningSubscription> subscriptions);

	/**
	 * Stores a subscription as one that the appends apply, if nothing is stored of any of
	 * its versions. Events before are not applied.
	 * @param subscription the subscription
	 */
	void establish(JoiningSubscription subscription);

	/**
	 * Makes the database refuse appends that do not apply the events of a subscription:
	 * of its types here and on other nodes. Excludes appends for a short time if this is
	 * a change.
	 * @param subscription a subscription that the appends apply
	 * @param stored its mode, as found by {@link #find}
	 */
	void enforce(JoiningSubscription subscription, StoredMode stored);

	/**
	 * Hands a subscription over from its lanes to the appends, in one transaction that
	 * excludes appends, if the lanes have applied all events or do so within a short
	 * time.
	 * @param subscription the subscription
	 * @return the outcome
	 */
	HandOver join(JoiningSubscription subscription);

	/**
	 * Hands a subscription over from the appends to its lanes, in one transaction that
	 * excludes appends. The lanes begin after the last event.
	 * @param subscription the subscription
	 * @param lanes the number of lanes if there are none
	 * @return whether the mode has changed
	 */
	boolean leave(SubscriptionKey subscription, int lanes);

}
