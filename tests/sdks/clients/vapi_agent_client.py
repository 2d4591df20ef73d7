"""vapi-agent 0.1.1: `client` is its synchronous client, `async_client` the other."""

from vapi_agent import AsyncVapiAgent, VapiAgent, VapiAgentError


class Client:
    errors = (VapiAgentError,)

    def __init__(self, vapi):
        self.numbers = numbers = vapi.phone_numbers
        self.get, self.delete, self.list = numbers.get, numbers.delete, numbers.list

    def create(self, payload):
        return self.numbers.create(**payload)

    def update(self, number_id, payload):
        return self.numbers.update(number_id, **payload)


def client(base_url, token, timeout):
    return Client(VapiAgent(token, base_url=base_url, timeout=timeout))


def async_client(base_url, token, timeout):
    return Client(AsyncVapiAgent(token, base_url=base_url, timeout=timeout))
