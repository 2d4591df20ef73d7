"""A client that lives in this process: the objects that its factory makes, each on a thread of its own."""

from __future__ import annotations

import inspect
import time

from vapi_contracts.body import Json
from vapi_contracts.client.agent import Call, Conceal, Making, Offer, Said, told
from vapi_contracts.client.calling import Await, HungError, Worker
from vapi_contracts.client.client_object import ClientObject, Factory, arguments_of, called_as
from vapi_contracts.client.dumping import NotDumpableError, class_names, dumped
from vapi_contracts.endpoint.endpoint import TargetError

__all__ = ["InProcess"]

FAREWELL = 1.0
"""Seconds that a client has to close its connections."""


class InProcess:
    """Carries out calls on what a factory makes; one object for each base URL and time-out.

    An object on which a call hung is given up together with its thread, and another is made when one is needed.
    """

    exact = True
    shared = False

    def __init__(self, factory: Factory, name: str) -> None:
        self._factory = factory
        self._name = name
        self._made: dict[tuple[str, float], tuple[Worker, ClientObject]] = {}

    def offer(self, making: Making) -> Offer:
        """Return what the client offers. Raises `TargetError` where the factory makes none."""
        return self._client(making)[1].offer

    def invoke(self, call: Call, making: Making) -> Said:
        """Carry out a call. Raises `TargetError` where the factory makes no client."""
        worker, client = self._client(making)
        began = time.perf_counter()
        try:
            return worker.call(lambda wait: _invoked(client, call, wait, making.conceal), making.limit)
        except HungError:
            self._made.pop((making.base_url, making.timeout), None)
            return Said(ending="hung", seconds=time.perf_counter() - began)
        except BaseException:
            self._made.pop((making.base_url, making.timeout), None)
            raise

    def forget(self) -> None:
        """Close the objects and end their threads."""
        made, self._made = self._made, {}
        for worker, client in made.values():
            try:
                worker.call(client.close, FAREWELL)
            except HungError:
                continue
            except Exception:  # noqa: BLE001, S110 - how it takes its leave is nobody's business
                pass
            worker.end()

    def _client(self, making: Making) -> tuple[Worker, ClientObject]:
        key = (making.base_url, making.timeout)
        known = self._made.get(key)
        if known is None:
            worker = Worker(f"vapi-contracts-client-{self._name}")
            try:
                client = ClientObject(self._product(worker, making), self._name)
            except BaseException:
                worker.end()
                raise
            known = self._made[key] = worker, client
        return known

    def _product(self, worker: Worker, making: Making) -> object:
        args, kwargs = arguments_of(self._factory, (making.base_url, making.token, making.timeout))

        def make(wait: Await) -> object:
            made = self._factory(*args, **kwargs)
            return wait(made) if inspect.isawaitable(made) else made

        try:
            return worker.call(make, making.limit)
        except HungError as error:
            raise TargetError(f"{called_as(self._name)} did not return: {error}") from None
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            said = f"{type(error).__name__}: {told(error, making.conceal)}".removesuffix(": ")
            raise TargetError(f"{called_as(self._name)} raised {said}") from error


def _invoked(client: ClientObject, call: Call, wait: Await, conceal: Conceal) -> Said:
    began = time.perf_counter()
    try:
        result = client.call(call, wait)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever it raises is what it says
        return Said(
            ending="raised",
            error=type(error).__name__,
            own=None if client.errors is None else isinstance(error, client.errors),
            message=told(error, conceal),
            seconds=time.perf_counter() - began,
        )
    seconds = time.perf_counter() - began
    kinds = class_names(result, client.kind)
    try:
        shown: Json = dumped(result, client.dumper(wait))
    except NotDumpableError as error:
        return Said(ending="returned", dumped=False, kinds=kinds, message=told(error, conceal), seconds=seconds)
    return Said(ending="returned", result=shown, kinds=kinds, seconds=seconds)
