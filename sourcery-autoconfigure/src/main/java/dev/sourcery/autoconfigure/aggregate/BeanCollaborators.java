package dev.sourcery.autoconfigure.aggregate;

import dev.sourcery.handler.Collaborators;

import org.springframework.beans.factory.BeanFactory;

/**
 * Lets command handlers take beans.
 */
final class BeanCollaborators implements Collaborators {

	private final BeanFactory beanFactory;

	BeanCollaborators(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public <T> T get(Class<T> type) {
		return this.beanFactory.getBean(type);
	}

}
