"""vapi-server-sdk 1.6.0 and 0.8.1: `client` is their synchronous client, `async_client` the other."""

import re
from datetime import datetime

from vapi import AsyncVapi, Vapi
from vapi.core.api_error import ApiError
from vapi.core.jsonable_encoder import jsonable_encoder
from vapi.core.pydantic_utilities import parse_obj_as
from vapi.types.create_vapi_phone_number_dto import CreateVapiPhoneNumberDto


class Client:
    errors = (ApiError,)
    dump = staticmethod(jsonable_encoder)

    def __init__(self, vapi):
        self.numbers = numbers = vapi.phone_numbers
        self.get, self.delete = numbers.get, numbers.delete
        # parse_obj_as takes the keys as they are on the wire, as the class itself does not
        self.ways = {"DTO": lambda payload: numbers.create(request=parse_obj_as(CreateVapiPhoneNumberDto, payload))}

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
