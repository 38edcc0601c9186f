"""Clients that were written for OpenAI's API and for MCP, as they are published, against the Millrace at argv[1]. It must hold SteamLibrary's documents."""

import asyncio
import sys

import openai
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from llama_index.core.llms import ChatMessage
from llama_index.llms.openai_like import OpenAILike
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

QUESTION = "Who patented the separate condenser?"
EMBEDDER = "all-minilm-l6-v2-q"


def check(name, condition, seen):
    if not condition:
        raise SystemExit(f"{name}: {seen!r}")


def refused(name, call, error, words):
    try:
        call()
    except error as e:
        check(name, words in str(e), str(e))
    else:
        raise SystemExit(f"{name}: was not refused")


def openai_client(api):
    client = openai.OpenAI(base_url=api, api_key="unused", max_retries=0)
    messages = [{"role": "user", "content": QUESTION}]
    reply = client.chat.completions.create(model="millrace", messages=messages)
    text = reply.choices[0].message.content
    check("openai chat", "James Watt" in text and "[1]" in text, text)
    check("openai finish_reason", reply.choices[0].finish_reason == "stop", reply)
    check("openai citations", reply.model_extra["millrace"]["citations"][0]["uri"] == "upload:/steam", reply)

    chunks = list(
        client.chat.completions.create(model="millrace", messages=messages, stream=True, stream_options={"include_usage": True})
    )
    streamed = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    check("openai stream", streamed == text, streamed)
    check("openai usage", chunks[-1].usage is not None and not chunks[-1].choices, chunks[-1])

    vectors = client.embeddings.create(model=EMBEDDER, input=["a steam engine", "bees"])
    check("openai embeddings", [len(v.embedding) for v in vectors.data] == [384, 384], vectors)

    check("openai models", "millrace" in [m.id for m in client.models.list()], "no millrace")
    refused(
        "openai error",
        lambda: client.chat.completions.create(model="millrace", messages=messages, n=2),
        openai.BadRequestError,
        "not supported here: n",
    )
    refused("openai model", lambda: client.models.retrieve("gpt-5"), openai.NotFoundError, "no model of that name")


def langchain(api):
    model = ChatOpenAI(base_url=api, api_key="unused", model="millrace", max_retries=0)
    text = model.invoke(QUESTION).content
    check("langchain chat", "James Watt" in text, text)
    streamed = "".join(chunk.content for chunk in model.stream(QUESTION))
    check("langchain stream", streamed == text, streamed)
    # LangChain's own advice for servers other than OpenAI's: send texts, not OpenAI's token ids.
    embeddings = OpenAIEmbeddings(base_url=api, api_key="unused", model=EMBEDDER, check_embedding_ctx_length=False)
    check("langchain embeddings", len(embeddings.embed_query("a steam engine")) == 384, "wrong length")
    refused("langchain error", lambda: model.bind(logprobs=True).invoke(QUESTION), openai.BadRequestError, "logprobs")


def llama_index(api):
    model = OpenAILike(api_base=api, api_key="unused", model="millrace", is_chat_model=True, max_retries=0)
    text = model.chat([ChatMessage(role="user", content=QUESTION)]).message.content
    check("llama-index chat", "James Watt" in text, text)
    streamed = [part.delta or "" for part in model.stream_chat([ChatMessage(role="user", content=QUESTION)])]
    check("llama-index stream", "".join(streamed) == text, streamed)
    unknown = OpenAILike(api_base=api, api_key="unused", model="gpt-5", is_chat_model=True, max_retries=0)
    refused("llama-index error", lambda: unknown.complete(QUESTION), openai.BadRequestError, "no model of that name")


async def mcp(url):
    async with streamable_http_client(url) as streams, ClientSession(*streams[:2]) as session:
        await session.initialize()
        tools = sorted(tool.name for tool in (await session.list_tools()).tools)
        check("mcp tools", tools == ["ask", "get-document", "search"], tools)
        answer = await session.call_tool("ask", {"question": QUESTION})
        check("mcp ask", "James Watt" in answer.content[0].text, answer)
        found = await session.call_tool("search", {"query": "separate condenser", "limit": 1})
        check("mcp search", "upload:/steam" in found.content[0].text, found)
        document = found.structured_content["passages"][0]["document"]
        read = await session.call_tool("get-document", {"id": document})
        check("mcp get-document", "Greenock" in read.content[0].text, read)
        missing = await session.call_tool("get-document", {"id": "0" * 32})
        check("mcp error", "no document with that id" in missing.content[0].text, missing)


def main():
    url = sys.argv[1]
    openai_client(url + "/v1")
    langchain(url + "/v1")
    llama_index(url + "/v1")
    asyncio.run(mcp(url + "/mcp"))
    print("the clients of openai, langchain-openai, llama-index and mcp got what they asked for")


if __name__ == "__main__":
    main()
