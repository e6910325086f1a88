using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace AccessSlack.Benchmarks;

/// <summary>Types of a trace as a profile writes them.</summary>
/// <param name="methods">The trace.</param>
/// <param name="references">The profile.</param>
/// <param name="assemblies">Gets the name of each assembly that is needed.</param>
internal sealed class TypeEncoding(TracedMethods methods, ProfileReferences references, SortedSet<string> assemblies)
{
    private const string CoreLibrary = "System.Private.CoreLib";
    private const byte Instantiation = 0x0a;

    /// <exception cref="KeyNotFoundException">The trace does not describe it.</exception>
    /// <exception cref="NotSupportedException">It is made of pointers to functions.</exception>
    public EntityHandle Handle(ulong id)
    {
        var type = methods.Types[id];
        if (IsDefinition(type) && type.Arguments.Count == 0) return Definition(type);
        var blob = new BlobBuilder();
        Write(id, blob);
        return references.Type(references.Builder.GetOrAddBlob(blob));
    }

    /// <summary>What a generic method is made of.</summary>
    public BlobHandle Arguments(IReadOnlyList<ulong> ids)
    {
        var blob = new BlobBuilder();
        blob.WriteByte(Instantiation);
        blob.WriteCompressedInteger(ids.Count);
        foreach (var id in ids) Write(id, blob);
        return references.Builder.GetOrAddBlob(blob);
    }

    private static bool IsDefinition(TracedType type) => (SignatureTypeCode)type.Kind is not (SignatureTypeCode.SZArray or SignatureTypeCode.Array or SignatureTypeCode.Pointer or SignatureTypeCode.ByReference or SignatureTypeCode.FunctionPointer);

    private EntityHandle Definition(TracedType type)
    {
        var name = methods.Modules[type.Module];
        if (name != CoreLibrary) assemblies.Add(name);
        return references.Type(references.Module(name), (TypeDefinitionHandle)MetadataTokens.EntityHandle(type.Token));
    }

    private void Write(ulong id, BlobBuilder blob)
    {
        var type = methods.Types[id];
        switch ((SignatureTypeCode)type.Kind)
        {
            case SignatureTypeCode.SZArray or SignatureTypeCode.Pointer or SignatureTypeCode.ByReference:
                blob.WriteByte((byte)type.Kind);
                Write(type.Arguments[0], blob);
                break;
            case SignatureTypeCode.Array:
                blob.WriteByte((byte)type.Kind);
                Write(type.Arguments[0], blob);
                blob.WriteCompressedInteger(type.Rank);
                blob.WriteByte(0); // no sizes
                blob.WriteByte(0); // no lower bounds
                break;
            case SignatureTypeCode.FunctionPointer:
                throw new NotSupportedException("A pointer to a function.");
            default:
                WriteDefinition(type, blob);
                break;
        }
    }

    private void WriteDefinition(TracedType type, BlobBuilder blob)
    {
        if (type.Arguments.Count > 0) blob.WriteByte((byte)SignatureTypeCode.GenericTypeInstance);
        blob.WriteByte((byte)SignatureTypeKind.Class); // the reader looks whether it is a value type
        blob.WriteCompressedInteger(CodedIndex.TypeDefOrRefOrSpec(Definition(type)));
        if (type.Arguments.Count == 0) return;
        blob.WriteCompressedInteger(type.Arguments.Count);
        foreach (var argument in type.Arguments) Write(argument, blob);
    }
}
