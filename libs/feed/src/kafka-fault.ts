/** What a Kafka says that will not have us, and what is to be done about it. */
const FAULTS: readonly (readonly [said: RegExp, todo: string])[] = [
  [/authentication failed|SASL .* mechanism is not supported|not enabled in the server/i, 'Kafka does not let this user in. Check KAFKA_USERNAME, KAFKA_PASSWORD and KAFKA_MECHANISM.'],
  [/certificate|CERT_|altnames/i, 'Kafka\'s certificate is not trusted. Name the file of its authority by NODE_EXTRA_CA_CERTS, and brokers by the names that are in the certificate.'],
  [/before secure TLS connection|wrong version number|packet length too long|EPROTO/i, 'This Kafka does not speak TLS there. Set KAFKA_SSL=false, or name the port that does.'],
  [/API Versions not supported|version of API is not supported/i, 'This Kafka does not know the versions of its requests that we speak, or is none. Kafka 4.1 is what we are tested with.'],
  [/^Closed connection$/i, 'What listens there closes the connection. Is it a Kafka (KAFKA_BROKERS), and does it expect TLS (KAFKA_SSL) or a user (KAFKA_USERNAME)?'],
  [/replication.?factor/i, 'Kafka has fewer brokers than each record is to have copies. Set KAFKA_REPLICAS to no more than there are.'],
  [/does not host this topic-partition/i, 'This Kafka has no such topic, or not yet: the relay makes it. Check that KAFKA_BROKERS and KAFKA_TOPIC_PREFIX are the relay\'s.'],
  [/TOPIC_AUTHORIZATION_FAILED|not authorized/i, 'This user may not do that in Kafka. Allow it to create, describe, read, write and delete from the topics of KAFKA_TOPIC_PREFIX.'],
];

/** Why Kafka cannot be spoken to, in a sentence that says what to do where that is known; whatever else is wrong, in its own words. */
export function kafkaFault(error: Error): string {
  const message = wordsOf(error);
  const todo = FAULTS.find(([said]) => said.test(message))?.[1];
  return todo === undefined ? message : `${todo} (${message})`;
}

/** kafkajs gathers what went wrong with several topics, and then says only that something did. */
function wordsOf({ message, errors }: Error & { readonly errors?: readonly Error[] }): string {
  return errors?.length ? `${message}: ${[...new Set(errors.map((each) => each.message))].join(' ')}` : message;
}
