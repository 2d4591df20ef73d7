"""vapi-server-sdk 3.0.0: `client` is its synchronous client, `async_client` the other."""

import re
from datetime import datetime

from vapi import AsyncVapi, CreateVapiPhoneNumberDto, Vapi
from vapi.core.api_error import ApiError
from vapi.core.jsonable_encoder import jsonable_encoder
from vapi.core.parse_error import ParsingError
from vapi.phone_numbers import CreatePhoneNumbersRequest_Vapi


class Client:
    errors = (ApiError, ParsingError)
    dump = staticmethod(jsonable_encoder)

    def __init__(self, vapi):
        self.numbers = numbers = vapi.phone_numbers
        self.get, self.delete = numbers.get, numbers.delete
        self.ways = {
            "request model": lambda payload: numbers.create(request=CreatePhoneNumbersRequest_Vapi(**payload)),
            "DTO": lambda payload: numbers.create(request=CreateVapiPhoneNumberDto(**payload)),
        }

    def create(self, payload):
        return self.numbers.create(request=payload)

    def update(self, number_id, payload):
        return self.numbers.update(number_id, request=payload)

    def list(self, **query):
        return self.numbers.list(**{snake_case(name): argument(name, value) for name, value in query.items()})


def snake_case(name):
    return re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name)


def argument(name, value):
    return datetime.fromisoformat(value) if "At" in name else value


def client(base_url, token, timeout):
    return Client(Vapi(base_url=base_url, token=token, timeout=timeout))


def async_client(base_url, token, timeout):
    return Client(AsyncVapi(base_url=base_url, token=token, timeout=timeout))
