using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Grpc.Core;

/// <summary>Key-value pairs sent beside the messages. A key that ends with <c>-bin</c> has bytes as its value, any other key printable ASCII.</summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "The official name.")]
public sealed class Metadata : IReadOnlyCollection<Metadata.Entry>
{
    public const string BinaryHeaderSuffix = "-bin";

    private readonly List<Entry> _entries = [];

    public int Count => _entries.Count;

    public void Add(Entry item) => _entries.Add(item);

    /// <exception cref="ArgumentException">The key or the value has characters that may not be sent.</exception>
    public void Add(string key, string value) => Add(new Entry(key, value));

    /// <exception cref="ArgumentException">The key has characters that may not be sent, or does not end with <c>-bin</c>.</exception>
    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    /// <summary>The last entry of a key, or null.</summary>
    public Entry? Get(string key) => _entries.FindLast(entry => string.Equals(entry.Key, key, StringComparison.OrdinalIgnoreCase));

    public string? GetValue(string key) => Get(key)?.Value;

    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public sealed class Entry
    {
        private readonly string? _text;
        private readonly byte[]? _bytes;

        public Entry(string key, string value) : this(Checked(key), value, null)
        {
            if (IsBinary) throw new ArgumentException($"The value of {Key} is bytes.", nameof(value));
            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~')) throw new ArgumentException($"The value of {Key} is not printable ASCII.", nameof(value));
        }

        public Entry(string key, byte[] valueBytes) : this(Checked(key), null, valueBytes)
        {
            if (!IsBinary) throw new ArgumentException($"The value of {Key} is text: a key of bytes ends with {BinaryHeaderSuffix}.", nameof(valueBytes));
        }

        private Entry(string key, string? text, byte[]? bytes) => (Key, _text, _bytes) = (key, text, bytes);

        /// <summary>Lower case.</summary>
        public string Key { get; }

        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        public string Value => _text ?? throw new InvalidOperationException($"The value of {Key} is bytes.");

        public byte[] ValueBytes => _bytes ?? throw new InvalidOperationException($"The value of {Key} is text.");

        /// <summary>An entry as a server sent it: HTTP/2 allows more keys and values than gRPC lets us send.</summary>
        internal static Entry Received(string key, string value) => new(key, value, null);

        private static string Checked(string key)
        {
            var lower = key.ToLowerInvariant();
            var legal = lower.Length > 0 && lower.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '_' or '-');
            return legal ? lower : throw new ArgumentException("A metadata key is made of a-z, 0-9, '.', '_' and '-'.", nameof(key));
        }
    }
}
