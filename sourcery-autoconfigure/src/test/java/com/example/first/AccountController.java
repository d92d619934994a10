package com.example.first;

import dev.sourcery.repository.Repository;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/accounts/{id}")
record AccountController(Repository<Account, String> accounts) {

	@PostMapping
	long open(@PathVariable String id, @RequestBody Account.Open command) {
		return this.accounts.create(id, command).version();
	}

	@PostMapping("/movements")
	long move(@PathVariable String id, @RequestBody Account.Move command) {
		return this.accounts.update(id, command).version();
	}

	@GetMapping
	Account account(@PathVariable String id) {
		return this.accounts.load(id).state();
	}

}
