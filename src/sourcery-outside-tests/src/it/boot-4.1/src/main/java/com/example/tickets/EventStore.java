package com.example.tickets;

import org.springframework.stereotype.Component;

/**
 * A component with a name that sourcery uses as well.
 */
@Component
class EventStore {

}
