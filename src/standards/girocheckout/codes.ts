/**
 * What the result of a payment (resultPayment, gcResultPayment) means for money.
 * - `paid`: the provider says the money is on its way to us.
 * - `failed`: this attempt is over. Not final for money: 4501, 4502 and 4900 have been followed by a late 4000.
 * - `pending`: not decided yet, ask again.
 * - `unknown`: not in the table, or it says nothing about the money. Ask again, never book, never give up on it alone.
 */
export type Outcome = 'paid' | 'failed' | 'pending' | 'unknown';

/** The vendor's list of results, in our words. */
export const resultCodes: Readonly<Record<string, { outcome: Outcome; meaning: string }>> = {
  4000: { outcome: 'paid', meaning: 'successful' },
  4001: { outcome: 'failed', meaning: 'bank offline' },
  4002: { outcome: 'failed', meaning: 'online banking access invalid' },
  4020: { outcome: 'unknown', meaning: 'age check passed; says nothing about money' },
  4021: { outcome: 'unknown', meaning: 'age check not possible; says nothing about money' },
  4022: { outcome: 'unknown', meaning: 'age check not passed; says nothing about money' },
  4051: { outcome: 'failed', meaning: 'account invalid' },
  4101: { outcome: 'failed', meaning: 'country of the card issuer not accepted' },
  4102: { outcome: 'failed', meaning: '3-D Secure failed' },
  4103: { outcome: 'failed', meaning: 'card expired' },
  4104: { outcome: 'failed', meaning: 'type of card not accepted' },
  4105: { outcome: 'failed', meaning: 'card restricted' },
  4106: { outcome: 'failed', meaning: 'pseudo card number wrong' },
  4107: { outcome: 'failed', meaning: 'card reported stolen' },
  4108: { outcome: 'failed', meaning: 'the bank wants a call' },
  4151: { outcome: 'failed', meaning: 'PayPal token invalid' },
  4152: { outcome: 'pending', meaning: 'PayPal still has to work on it' },
  4153: { outcome: 'failed', meaning: 'PayPal wants another source of money' },
  4154: { outcome: 'failed', meaning: 'PayPal payment not completed' },
  4500: { outcome: 'pending', meaning: 'result not known yet' },
  4501: { outcome: 'failed', meaning: 'time ran out, nothing entered' },
  4502: { outcome: 'failed', meaning: 'cancelled by the payer' },
  4503: { outcome: 'failed', meaning: 'duplicate transaction' },
  4504: { outcome: 'failed', meaning: 'blocked, manipulation suspected' },
  4505: { outcome: 'failed', meaning: 'blocked or rejected' },
  4506: { outcome: 'failed', meaning: 'barcode invalid' },
  4900: { outcome: 'failed', meaning: 'rejected' },
};

/** Return codes of a call (rc), by the field or fact they complain about (5072–5084, the fields of a customer, apart from 5083, are left out). Those of the 5xxx range may also stand as the result in notify and redirect. */
export const returnCodes: Readonly<Record<string, string>> = {
  0: 'ok', 5000: 'authentication failed', 5001: 'not authorised', 5002: 'hash', 5003: 'mandatory field missing', 5004: 'call invalid', 5009: 'mail',
  5010: 'language', 5011: 'country', 5012: 'branch', 5013: 'shop system', 5014: 'gender', 5015: 'product', 5016: 'type of organisation',
  5017: 'merchant exists', 5018: 'payment service provider', 5019: 'type of card', 5020: 'merchantId', 5021: 'projectId', 5022: 'merchantTxId',
  5023: 'purpose', 5024: 'bankcode', 5025: 'bankaccount', 5026: 'bic', 5027: 'iban', 5028: 'mobile', 5029: 'pkn', 5030: 'amount',
  5031: 'bankcode or BIC missing', 5032: 'mandateSequence', 5033: 'currency', 5034: 'transaction does not exist', 5035: 'validity of a secured order',
  5040: 'info1Label', 5041: 'info1Text', 5042: 'info2Label', 5043: 'info2Text', 5044: 'info3Label', 5045: 'info3Text', 5046: 'info4Label', 5047: 'info4Text',
  5048: 'info5Label', 5049: 'info5Text', 5050: 'recurring', 5051: 'mandateReference', 5052: 'mandateSignedOn', 5053: 'mandateReceiverName', 5054: 'issuer',
  5055: 'urlRedirect', 5056: 'urlNotify', 5060: 'amount or currency missing', 5061: 'purposetext', 5062: 'paymentreference', 5063: 'format',
  5064: 'resolution', 5065: 'image error', 5066: 'purpose and paymentreference both given', 5067: 'receiveriban', 5068: 'receiverbic', 5069: 'purposecode',
  5070: 'receivername', 5071: 'receiver missing', 5083: 'shopId', 5085: 'accountHolder', 5086: 'wrong type of parent transaction', 5087: 'invoiceId',
  5088: 'shippingCompany', 5089: 'shippingAdditionalAddressInformation', 5090: 'orderId', 5091: 'pricemodel', 5092: 'shoppingCartType',
  5093: 'merchantReconciliationReferenceNumber', 5094: 'description', 5095: 'type of page', 5096: 'expiry date', 5097: 'payment methods',
  5098: 'organisation', 5099: 'free amount', 5100: 'processor error', 5101: 'connection to processor', 5102: 'pseudo card number unknown',
  5103: 'giropay merchantId', 5104: 'page timeout', 5105: 'TDS 2 address', 5106: 'TDS 2 postcode', 5107: 'TDS 2 city', 5108: 'TDS 2 country',
  5109: 'TDS 2 e-mail', 5110: 'TDS 2 optional', 5111: 'TDS 2 incomplete', 5112: 'TDS 2 optional needs the others', 5113: 'informationText',
  5114: 'reference must be a payment page', 5115: 'delivery type', 5116: 'kassenzeichen', 5117: 'backUrl', 5118: 'failUrl', 5119: 'successUrl',
  5120: 'notifyUrl', 5121: 'merchantOrderReferenceNumber', 5200: 'not accepted', 5201: 'bank offline', 5202: 'bank of the payer', 5203: 'payer blocked',
  5204: 'account of the payer', 5205: 'limit exceeded', 5500: 'fixed amounts', 5501: 'minimum amount', 5502: 'maximum amount', 5503: 'project list',
  5504: 'single', 5505: 'page already used', 5506: 'URL', 5507: 'not in CPSP mode', 5508: 'limit of the merchant', 6001: 'bank unknown',
  6002: 'bank lacks this method', 7000: 'risk check positive', 7001: 'risk check negative', 9999: 'internal error',
};

/** The provider itself could not tell: the payment may have happened. */
const undecided = new Set(['5100', '5101', '9999']);

/** Outcome of a result code as it stands on the wire. Codes of calls (5xxx, 6xxx) mean "failed" unless the provider itself was at a loss. */
export function outcomeOf(code: string): Outcome {
  const known = Object.hasOwn(resultCodes, code) ? resultCodes[code] : undefined;
  if (known) return known.outcome;
  return /^[56]\d{3}$/.test(code) && Object.hasOwn(returnCodes, code) && !undecided.has(code) ? 'failed' : 'unknown';
}
