import { connectKafka, kafkaFault } from '@fieldledger/feed';
import type { KafkaSettings } from '@fieldledger/settings';

/**
 * The brokers of KAFKA_BROKERS, when one of them answers: without it the relay and whoever follows the feed would wait, and a
 * stack that says that it is ready would not be.
 * @throws Error with a sentence when none does
 */
export async function yourKafka({ brokers, ssl, sasl }: KafkaSettings): Promise<string> {
  const named = brokers.join(',');
  const kafka = connectKafka({ brokers, clientId: 'fieldledger-stack', ssl, sasl: sasl as Parameters<typeof connectKafka>[0]['sasl'], tell: () => undefined });
  const admin = kafka.admin({ retry: { retries: 1 } });
  try {
    await admin.connect();
    return named;
  } catch (error) {
    throw new Error(`The Kafka of KAFKA_BROKERS (${named}) cannot be used: ${kafkaFault(error as Error)}. Is it running, and is the address right? Without KAFKA_BROKERS the stack runs one of its own.`, { cause: error });
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
