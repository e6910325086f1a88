using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace AccessSlack.Benchmarks;

/// <summary>The signature of a method, written for another module (ECMA-335 II.23.2): everything stays but the numbers of types.</summary>
internal sealed class SignatureCopy(MetadataReader module, ProfileReferences references)
{
    private const byte GenericMethod = 0x10;

    public BlobHandle Of(MethodDefinition method)
    {
        var (from, to) = (module.GetBlobReader(method.Signature), new BlobBuilder());
        CopyMethod(ref from, to);
        return references.Builder.GetOrAddBlob(to);
    }

    private void CopyMethod(ref BlobReader from, BlobBuilder to)
    {
        var header = from.ReadByte();
        to.WriteByte(header);
        if ((header & GenericMethod) != 0) CopyNumber(ref from, to);
        var parameters = CopyNumber(ref from, to);
        for (var i = 0; i <= parameters; i++) CopyType(ref from, to); // the type that is returned is the first
    }

    private void CopyType(ref BlobReader from, BlobBuilder to)
    {
        var code = from.ReadByte();
        to.WriteByte(code);
        switch ((SignatureTypeCode)code)
        {
            case (SignatureTypeCode)SignatureTypeKind.Class or (SignatureTypeCode)SignatureTypeKind.ValueType:
                CopyToken(ref from, to);
                break;
            case SignatureTypeCode.RequiredModifier or SignatureTypeCode.OptionalModifier:
                CopyToken(ref from, to);
                CopyType(ref from, to);
                break;
            case SignatureTypeCode.Pointer or SignatureTypeCode.ByReference or SignatureTypeCode.SZArray or SignatureTypeCode.Pinned:
                CopyType(ref from, to);
                break;
            case SignatureTypeCode.GenericTypeParameter or SignatureTypeCode.GenericMethodParameter:
                CopyNumber(ref from, to);
                break;
            case SignatureTypeCode.GenericTypeInstance:
                CopyType(ref from, to);
                for (var i = CopyNumber(ref from, to); i > 0; i--) CopyType(ref from, to);
                break;
            case SignatureTypeCode.Array:
                CopyType(ref from, to);
                CopyShape(ref from, to);
                break;
            case SignatureTypeCode.FunctionPointer:
                CopyMethod(ref from, to);
                break;
        }
    }

    private void CopyToken(ref BlobReader from, BlobBuilder to)
    {
        var type = from.ReadTypeHandle() switch
        {
            { Kind: HandleKind.TypeDefinition } own => references.Type(module, (TypeDefinitionHandle)own),
            { Kind: HandleKind.TypeReference } other => references.Type(module, (TypeReferenceHandle)other),
            _ => throw new NotSupportedException("A modifier that is itself a constructed type."),
        };
        to.WriteCompressedInteger(CodedIndex.TypeDefOrRefOrSpec(type));
    }

    private static int CopyNumber(ref BlobReader from, BlobBuilder to)
    {
        var number = from.ReadCompressedInteger();
        to.WriteCompressedInteger(number);
        return number;
    }

    private static void CopyShape(ref BlobReader from, BlobBuilder to)
    {
        CopyNumber(ref from, to); // rank
        for (var sizes = CopyNumber(ref from, to); sizes > 0; sizes--) CopyNumber(ref from, to);
        for (var bounds = CopyNumber(ref from, to); bounds > 0; bounds--) to.WriteCompressedSignedInteger(from.ReadCompressedSignedInteger());
    }
}
