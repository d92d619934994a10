package com.example.styles;

class UnknownProduct extends Exception {

	private static final long serialVersionUID = 1L;

	UnknownProduct(String product) {
		super("There is no product " + product);
	}

}
