package com.example.styles;

import java.util.UUID;

record OrderId(UUID value) {

}
