# Why a conversation with the radio is over, and what to do.
session-error-closed = The radio closed the connection.
session-error-endless = The radio's configuration has no end. Restart the radio.
session-error-config-stalled = The radio was asked twice for its configuration and did not send all of it. Restart it if this goes on; a busy one may need a longer link.stall_timeout.
session-error-nodes-stalled = The radio was asked twice for its node table and did not send all of it. Restart it if this goes on; a busy one may need a longer link.stall_timeout.
session-error-restarts = The radio restarts again and again. Check its power supply.
session-error-dead = The radio has stopped answering: two probes in a row stayed without any sign of life. Check its power and its network.
session-error-deaf = The radio still sends but hears nothing: three queueStatus in a row stayed away. If it comes again, restart the radio.
