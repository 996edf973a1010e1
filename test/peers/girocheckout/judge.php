<?php
// Lets the vendor's own SDK do what it is told: tasks as JSON on stdin, results as JSON on stdout. The SDK is not part of this
// repository; argv[1] names its folder. Where it sends to: environment GIROCHECKOUT_SERVER (the SDK's own switch).
error_reporting(E_ALL & ~E_DEPRECATED & ~E_WARNING & ~E_NOTICE);
ini_set('display_errors', 'stderr');

spl_autoload_register(function ($class) use ($argv) {
  $prefix = 'girosolution\\girocheckout_sdk\\';
  if (strncasecmp($class, $prefix, strlen($prefix)) !== 0) return;
  $file = $argv[1] . '/' . str_replace('\\', '/', substr($class, strlen($prefix))) . '.php';
  if (is_file($file)) require_once $file;
});

function api($name) {
  $class = 'girosolution\\GiroCheckout_SDK\\api\\' . $name;
  return new $class();
}

function run($task) {
  if ($task['do'] === 'version') return ['version' => \girosolution\GiroCheckout_SDK\GiroCheckout_SDK_Config::getVersion()];
  $api = api($task['api']);
  if ($task['do'] === 'hash') {
    // exactly what submit() hashes
    return ['hash' => \girosolution\GiroCheckout_SDK\helper\GiroCheckout_SDK_Hash_helper::getHMACMD5Hash($task['secret'], $api->getSubmitParams($task['values']))];
  }
  if ($task['do'] === 'submit') {
    $request = new \girosolution\GiroCheckout_SDK\GiroCheckout_SDK_Request($api);
    $request->setSecret($task['secret']);
    foreach ($task['values'] as $name => $value) $request->addParam($name, $value);
    $request->submit();
    return ['succeeded' => $request->requestHasSucceeded(), 'paid' => $request->paymentSuccessful(), 'answer' => $request->getResponseParams()];
  }
  parse_str($task['query'], $params);
  $notify = new \girosolution\GiroCheckout_SDK\GiroCheckout_SDK_Notify($api);
  $notify->setSecret($task['secret']);
  $notify->parseNotification($params);
  return ['paid' => $notify->paymentSuccessful(), 'message' => $notify->getResponseParams()];
}

$results = [];
foreach (json_decode(stream_get_contents(STDIN), true) as $task) {
  try {
    $results[] = ['ok' => true] + run($task);
  } catch (\Throwable $error) {
    $results[] = ['ok' => false, 'error' => trim($error->getMessage()), 'code' => $error->getCode()];
  }
}
echo json_encode($results);
