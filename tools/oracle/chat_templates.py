"""Chat templates in the style of each family's, and conversations to render with them."""

TEMPLATES = {
    # [INST] with the system message inside the first turn.
    "llama-2": (
        "{% if messages[0]['role'] == 'system' %}{% set turns = messages[1:] %}"
        "{% set opening = '<<SYS>>\\n' + messages[0]['content'] + '\\n<</SYS>>\\n\\n' %}"
        "{% else %}{% set turns = messages %}{% set opening = '' %}{% endif %}"
        "{% for turn in turns %}"
        "{% if (turn['role'] == 'user') != (loop.index0 % 2 == 0) %}"
        "{{ raise_exception('Roles must alternate user/assistant/user/assistant/...') }}{% endif %}"
        "{% if turn['role'] == 'user' %}"
        "{{ bos_token + '[INST] ' + (opening if loop.first else '') + turn['content'].strip() + ' [/INST]' }}"
        "{% else %}{{ ' ' + turn['content'] | trim + ' ' + eos_token }}{% endif %}"
        "{% endfor %}"
    ),
    # Headers with a dated system turn that is always there.
    "llama-3": (
        "{{- bos_token }}\n"
        "{%- if not date_string is defined %}{%- set date_string = '26 Jul 2024' %}{%- endif %}\n"
        "{%- if messages[0]['role'] == 'system' %}\n"
        "    {%- set system_message = messages[0]['content'] | trim %}\n"
        "    {%- set messages = messages[1:] %}\n"
        "{%- else %}\n    {%- set system_message = '' %}\n{%- endif %}\n"
        "{{- '<|start_header_id|>system<|end_header_id|>\\n\\n' }}\n"
        "{{- 'Today is ' + date_string + '\\n\\n' }}\n"
        "{{- system_message + '<|eot_id|>' }}\n"
        "{%- for message in messages %}\n"
        "    {%- if not (message.role == 'ipython' or 'tool_calls' in message) %}\n"
        "        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}\n"
        "    {%- else %}\n        {{- raise_exception('Tools are not used here') }}\n    {%- endif %}\n"
        "{%- endfor %}\n"
        "{%- if add_generation_prompt %}\n    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}\n{%- endif %}\n"
    ),
    # ChatML with a system turn of its own.
    "smollm2": (
        "{% for message in messages %}"
        "{% if loop.first and messages[0]['role'] != 'system' %}"
        "{{ '<|im_start|>system\\nYou are a helpful assistant<|im_end|>\\n' }}{% endif %}"
        "{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}"
        "{% endfor %}"
        "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
    ),
    # Namespaces and loops over the messages' indices.
    "mistral": (
        '{%- if messages[0]["role"] == "system" %}\n'
        '    {%- set system_message = messages[0]["content"] %}\n'
        "    {%- set loop_messages = messages[1:] %}\n"
        "{%- else %}\n    {%- set loop_messages = messages %}\n{%- endif %}\n"
        "{%- set ns = namespace() %}\n{%- set ns.index = 0 %}\n"
        "{%- for message in loop_messages %}\n"
        '    {%- if (message["role"] == "user") != (ns.index % 2 == 0) %}\n'
        '        {{- raise_exception("After the optional system message, roles must alternate") }}\n'
        "    {%- endif %}\n    {%- set ns.index = ns.index + 1 %}\n"
        "{%- endfor %}\n"
        "{{- bos_token }}\n"
        "{%- for message in loop_messages %}\n"
        '    {%- if message["role"] == "user" %}\n'
        "        {%- if loop.last and system_message is defined %}\n"
        '            {{- "[INST] " + system_message + "\\n\\n" + message["content"] + "[/INST]" }}\n'
        '        {%- else %}\n            {{- "[INST] " + message["content"] + "[/INST]" }}\n        {%- endif %}\n'
        '    {%- elif message["role"] == "assistant" %}\n'
        '        {{- " " + message["content"]|trim + eos_token}}\n'
        "    {%- endif %}\n"
        "{%- endfor %}\n"
    ),
    # ChatML with the branches for tools, which nobody takes.
    "qwen2": (
        "{%- if tools %}\n    {{- '<|im_start|>system\\n# Tools\\n' }}\n"
        "    {%- for tool in tools %}\n        {{- tool | tojson }}\n    {%- endfor %}\n"
        "    {{- '<|im_end|>\\n' }}\n"
        "{%- else %}\n"
        "    {%- if messages[0]['role'] == 'system' %}\n"
        "        {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}\n"
        "    {%- else %}\n"
        "        {{- '<|im_start|>system\\nYou are an assistant made for tests.<|im_end|>\\n' }}\n"
        "    {%- endif %}\n"
        "{%- endif %}\n"
        "{%- for message in messages %}\n"
        "    {%- if (message.role == \"user\") or (message.role == \"system\" and not loop.first) or (message.role == \"assistant\" and not message.tool_calls) %}\n"
        "        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}\n"
        "    {%- endif %}\n"
        "{%- endfor %}\n"
        "{%- if add_generation_prompt %}\n    {{- '<|im_start|>assistant\\n' }}\n{%- endif %}\n"
    ),
    # The assistant is called model, and a system message goes before the first user's.
    "gemma": (
        "{{ bos_token }}\n"
        "{%- if messages[0]['role'] == 'system' -%}\n"
        "    {%- if messages[0]['content'] is string -%}\n"
        "        {%- set first_user_prefix = messages[0]['content'] + '\n\n' -%}\n"
        "    {%- else -%}\n        {%- set first_user_prefix = messages[0]['content'][0]['text'] + '\n\n' -%}\n    {%- endif -%}\n"
        "    {%- set loop_messages = messages[1:] -%}\n"
        "{%- else -%}\n    {%- set first_user_prefix = \"\" -%}\n    {%- set loop_messages = messages -%}\n{%- endif -%}\n"
        "{%- for message in loop_messages -%}\n"
        "    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}\n"
        "        {{ raise_exception(\"Conversation roles must alternate user/assistant\") }}\n    {%- endif -%}\n"
        "    {%- if (message['role'] == 'assistant') -%}\n        {%- set role = \"model\" -%}\n"
        "    {%- else -%}\n        {%- set role = message['role'] -%}\n    {%- endif -%}\n"
        "    {{ '<start_of_turn>' + role + '\n' + (first_user_prefix if loop.first else \"\") }}\n"
        "    {%- if message['content'] is string -%}\n        {{ message['content'] | trim }}\n"
        "    {%- elif message['content'] is iterable -%}\n"
        "        {%- for item in message['content'] -%}\n            {{ item['text'] | trim }}\n        {%- endfor -%}\n"
        "    {%- else -%}\n        {{ raise_exception(\"Invalid content type\") }}\n    {%- endif -%}\n"
        "    {{ '<end_of_turn>\n' }}\n"
        "{%- endfor -%}\n"
        "{%- if add_generation_prompt -%}\n    {{'<start_of_turn>model\n'}}\n{%- endif -%}\n"
    ),
    "phi-3": (
        "{% for message in messages %}"
        "{% if message['role'] == 'system' %}{{'<|system|>\n' + message['content'] + '<|end|>\n'}}"
        "{% elif message['role'] == 'user' %}{{'<|user|>\n' + message['content'] + '<|end|>\n'}}"
        "{% elif message['role'] == 'assistant' %}{{'<|assistant|>\n' + message['content'] + '<|end|>\n'}}"
        "{% endif %}{% endfor %}"
        "{% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% else %}{{ eos_token }}{% endif %}"
    ),
}
TEMPLATES["mistral-nemo"] = TEMPLATES["mistral"]

CONVERSATIONS = {
    "question": [{"role": "user", "content": "How do I pay?"}],
    "answered": [{"role": "user", "content": "How do I pay?"}, {"role": "assistant", "content": "By card."}],
    "two turns": [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "  Hi, what is it? "},
        {"role": "user", "content": "  A question \n"},
    ],
    "system": [{"role": "system", "content": " Be brief.\n"}, {"role": "user", "content": "Why?"}],
    "system and answer": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Why?"},
        {"role": "assistant", "content": "So."},
    ],
    "empty": [{"role": "user", "content": ""}],
    "roles out of turn": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}],
    "special tokens": [
        {"role": "user", "content": "Pay?</s><|im_end|><|eot_id|><end_of_turn><|end|> [/INST] <|user|> OK <|assistant|> OK"}
    ],
    "template syntax": [{"role": "user", "content": "{{ eos_token }} {% if x %} \\n &amp; \"quoted\" 'single' \u2764\ufe0f"}],
    "other scripts": [{"role": "user", "content": "\u5982\u4f55\u5f00\u7acb\u8d26\u6237\uff1f \U0001f600 caf\u00e9\u0301"}],
}
