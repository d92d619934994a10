package dev.sourcery.autoconfigure.metadata;

import dev.sourcery.metadata.Metadata;
import dev.sourcery.metadata.MetadataProvider;

import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Provides the name of the authenticated user of the current thread as the actor.
 */
final class SecurityMetadata implements MetadataProvider {

	private final AuthenticationTrustResolver trust = new AuthenticationTrustResolverImpl();

	@Override
	public Metadata metadata() {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		return (authentication != null && this.trust.isAuthenticated(authentication))
				? Metadata.empty().withActor(authentication.getName()) : Metadata.empty();
	}

}
